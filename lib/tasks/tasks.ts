import { biasedChoiceWorld } from "./biased-choice-world.ts"
import { contextDecisionMaking } from "./context-decision-making.ts"
import { delayedMatch } from "./delayed-match.ts"
import { delayedMatchToSample } from "./delayed-match-to-sample.ts"
import { delayedXor } from "./delayed-xor.ts"
import { imageRows } from "./image-rows.ts"
import { patternGeneration } from "./pattern-generation.ts"
import { trainingChoiceWorld } from "./training-choice-world.ts"
import { twoAlternativeForcedChoice } from "./two-alternative-forced-choice.ts"

/** The tasks that can be given to an animal, a model or a network, by name. */
export const tasks = Object.freeze({
  trainingChoiceWorld,
  biasedChoiceWorld,
  patternGeneration,
  twoAlternativeForcedChoice,
  delayedMatchToSample,
  contextDecisionMaking,
  imageRows,
  delayedMatch,
  delayedXor,
})

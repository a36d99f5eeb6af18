import { biasedChoiceWorld } from "./biased-choice-world.ts"
import { patternGeneration } from "./pattern-generation.ts"
import { trainingChoiceWorld } from "./training-choice-world.ts"

/** The tasks that can be given to an animal, a model or a network, by name. */
export const tasks = Object.freeze({ trainingChoiceWorld, biasedChoiceWorld, patternGeneration })

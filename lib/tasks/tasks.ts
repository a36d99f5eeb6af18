import { biasedChoiceWorld } from "./biased-choice-world.ts"
import { trainingChoiceWorld } from "./training-choice-world.ts"

/** The tasks that can be given to an animal or a model, by name. */
export const tasks = Object.freeze({ trainingChoiceWorld, biasedChoiceWorld })

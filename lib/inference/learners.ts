import { dnnGlm } from "./dnn-glm/learner.ts"
import type { Learner, LearnerSpec } from "./learner.ts"
import {
  biasOnly,
  chance,
  choiceKernel,
  followingBias,
  perseveration,
  ratesWithFollowingBias,
  reinforce,
  rewardFree,
  staticGlm,
  stimulusRateWithFollowingBias,
} from "./parametric-learners.ts"
import { rnnGlm } from "./rnn-glm/learner.ts"
import { tinyRnn } from "./tiny-rnn/learner.ts"

/** Models of how an animal learns, and the controls that warn about reading one; each call makes a learner for `fit` or `compare`. */
export const learners = specified({
  chance,
  biasOnly,
  staticGlm,
  choiceKernel,
  perseveration,
  reinforce,
  rewardFree,
  followingBias,
  stimulusRateWithFollowingBias,
  ratesWithFollowingBias,
  dnnGlm,
  rnnGlm,
  tinyRnn,
})

/**
 * The learner that a spec describes, in a worker or from a file.
 * @throws where there is no such kind, or its maker refuses the options.
 */
export function learnerOf({ kind, options }: LearnerSpec): Learner {
  const makers: Readonly<Record<string, (options: never) => Learner>> = learners
  const make = Object.hasOwn(makers, kind) ? makers[kind] : undefined
  if (make !== undefined) return make(options as never)
  throw new RangeError(`There is no learner "${kind}"; accepted are ${Object.keys(makers).join(", ")}.`)
}

/** Makers whose learners carry how they were made. */
function specified<Makers extends Readonly<Record<string, (options: never) => Learner>>>(makers: Makers): Makers {
  const entries = Object.entries(makers).map(([kind, make]) => {
    const made = (options?: never): Learner => {
      const given = Object.freeze({ ...(options as Readonly<Record<string, unknown>> | undefined) })
      return Object.freeze({ ...make(options as never), spec: Object.freeze({ kind, options: given }) })
    }
    return [kind, made] as const
  })
  return Object.freeze(Object.fromEntries(entries)) as unknown as Makers
}

import { dnnGlm } from "./dnn-glm/learner.ts"
import type { FittedLearner, Learner, LearnerSpec } from "./learner.ts"
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
import { psytrack } from "./psytrack/learner.ts"
import { qLearning } from "./q-learning/learner.ts"
import { rnnGlm } from "./rnn-glm/learner.ts"
import { eligibility, expectedReward, historyGlm, maximumLikelihood } from "./rule-learners.ts"
import { rvbf } from "./rvbf/learner.ts"
import { tinyRnn } from "./tiny-rnn/learner.ts"
import { weightNoise } from "./weight-noise/learner.ts"

/** Models of how an animal learns, and the controls that warn about reading one; each call makes a learner for `fit` or `compare`. */
export const learners = specified({
  chance,
  biasOnly,
  staticGlm,
  historyGlm,
  choiceKernel,
  perseveration,
  reinforce,
  maximumLikelihood,
  expectedReward,
  eligibility,
  qLearning,
  rvbf,
  rewardFree,
  followingBias,
  stimulusRateWithFollowingBias,
  ratesWithFollowingBias,
  dnnGlm,
  rnnGlm,
  psytrack,
  weightNoise,
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

/** The learner with its spec, whose fits carry themselves as plain data where that is possible. */
function freezing(learner: Learner, spec: LearnerSpec): Learner {
  const { thaw } = learner
  if (thaw === undefined) return Object.freeze({ ...learner, spec })
  const fit: Learner["fit"] = async (animals, options) => {
    const solution = await learner.fit(animals, options)
    const parameters = parametersOf(solution)
    return Object.freeze({
      ...solution,
      value: Object.freeze({ ...solution.value, frozen: Object.freeze({ spec, parameters }) }),
    })
  }
  return Object.freeze({ ...learner, spec, fit })
}

/** All parameters of a fit in the order of its learner: those of networks stand in `info`, those with names in the fitted learner. */
function parametersOf({ value, info }: { readonly value: FittedLearner; readonly info: { weights?: unknown } }) {
  const { weights } = info
  return Float64Array.from(
    ArrayBuffer.isView(weights) ? (weights as Float64Array) : value.parameters.map((each) => each.value),
  )
}

/** Makers whose learners carry how they were made. */
function specified<Makers extends Readonly<Record<string, (options: never) => Learner>>>(makers: Makers): Makers {
  const entries = Object.entries(makers).map(([kind, make]) => {
    const made = (options?: never): Learner => {
      const given = Object.freeze({ ...(options as Readonly<Record<string, unknown>> | undefined) })
      return freezing(make(options as never), Object.freeze({ kind, options: given }))
    }
    return [kind, made] as const
  })
  return Object.freeze(Object.fromEntries(entries)) as unknown as Makers
}

import type { FreeParameter, Parametrisation } from "./logit-model.ts"
import { shortName } from "./regression-model.ts"
import type { RegressorName } from "./regressors.ts"

/** Which constants of a rule are free. */
export interface RuleForm {
  readonly regressors: readonly RegressorName[]
  /** One learning rate for all weights, or one for each. */
  readonly rate: "shared" | "perWeight"
  /** Whether the weights before the first trial are free, too. */
  readonly start: "known" | "fitted"
}

/** Parameters w(0), the last block of a rule's slots, where they are free; each start begins at 0. */
export function withFittedStart(form: Parametrisation, { regressors, start }: RuleForm): Parametrisation {
  if (start === "known") return form
  const first = 2 * regressors.length
  const weights = regressors.map((name, k) => ({ name: `w_${shortName(name)}(0)`, slots: [first + k] }))
  return {
    ...form,
    free: [...form.free, ...weights],
    starts: form.starts.map((each) => [...each, ...weights.map(() => 0)]),
  }
}

/**
 * Rates alone, not negative: 0 is a value like any other, and a rate that ends there is seen there, where a search over log alpha would
 * run off without end.
 */
export function ratesForm(form: RuleForm): Parametrisation {
  const free: FreeParameter[] =
    form.rate === "shared"
      ? [{ name: "alpha", slots: form.regressors.map((_, k) => k), lower: 0 }]
      : form.regressors.map((name, k) => ({ name: `alpha_${shortName(name)}`, slots: [k], lower: 0 }))
  // Slow and fast learners: a search from one start can end at a rate of 0.
  return withFittedStart({ free, starts: [0.002, 0.05, 0.3].map((rate) => free.map(() => rate)) }, form)
}

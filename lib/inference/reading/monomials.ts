import type { TrialState } from "../learner.ts"

/** Powers of one term of a polynomial rule: w_stim, w_bias, s, the signed choice e = 2 y - 1, and r. */
export interface Monomial {
  readonly weightStimulus: number
  readonly weightBias: number
  readonly stimulus: number
  /** 0 or 1, as e^2 = 1. */
  readonly choice: number
  /** 0 or 1, as r^2 = r. */
  readonly reward: number
}

/**
 * All terms of an order: powers of the weights up to `order` together, of the stimulus up to `order` + 1, with and without choice and reward.
 * An order of n holds the change by REINFORCE with its sigmoid expanded to the n-th power, (y - q) x = (e / 2 - u / 4 + u^3 / 48 - ...) x
 * with u = w_stim s + w_bias.
 */
export function monomials(order: number): readonly Monomial[] {
  const upTo = (most: number) => Array.from({ length: most + 1 }, (_, power) => power)
  return upTo(order).flatMap((weights) =>
    upTo(weights).flatMap((weightBias) =>
      upTo(order + 1).flatMap((stimulus) =>
        upTo(1).flatMap((choice) =>
          upTo(1).map((reward) => ({ weightStimulus: weights - weightBias, weightBias, stimulus, choice, reward })),
        ),
      ),
    ),
  )
}

/** Value of a term on a trial. */
export function monomialValue(
  { weightStimulus, weightBias, stimulus, choice, reward }: Monomial,
  state: Pick<TrialState, "weightStimulus" | "weightBias" | "stimulus" | "choice" | "reward">,
): number {
  const discrete = (choice === 1 ? 2 * state.choice - 1 : 1) * (reward === 1 ? state.reward : 1)
  if (discrete === 0) return 0
  return (
    discrete *
    power(state.weightStimulus, weightStimulus) *
    power(state.weightBias, weightBias) *
    power(state.stimulus, stimulus)
  )
}

/** A polynomial as a line of text, such as "Δw_stim ≈ 0.025 r e s - 0.0125 r s^2 w_stim", with e = +1 for right and -1 for left. */
export function formula(left: string, terms: readonly (Monomial & { readonly coefficient: number })[]): string {
  if (terms.length === 0) return `${left} ≈ 0`
  const parts = terms.map((term, i) => {
    const size = [coefficientText(Math.abs(term.coefficient)), ...factors(term)].join(" ")
    const sign = term.coefficient < 0 ? "-" : "+"
    return i === 0 ? `${sign === "-" ? "-" : ""}${size}` : `${sign} ${size}`
  })
  return `${left} ≈ ${parts.join(" ")}`
}

function factors(term: Monomial): readonly string[] {
  const symbols = [
    ["r", term.reward],
    ["e", term.choice],
    ["s", term.stimulus],
    ["w_stim", term.weightStimulus],
    ["w_bias", term.weightBias],
  ] as const
  return symbols.flatMap(([symbol, times]) => (times === 0 ? [] : [times === 1 ? symbol : `${symbol}^${times}`]))
}

function coefficientText(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function power(base: number, times: number): number {
  let product = 1
  for (let i = 0; i < times; i += 1) product *= base
  return product
}

import { exp } from "../../numerics/elementary.ts"
import type { RegressorName } from "../regressors.ts"
import type { WalkConstants } from "./posterior.ts"
import { stepKinds, type Walk } from "./walk.ts"

/** A hyper-parameter that is searched for, in the unit in which it is reported. */
export interface FreeConstant {
  readonly name: string
  /** log2 of a deviation, log2 of a rate, or an adder as it is. */
  readonly kind: "deviation" | "rate" | "adder"
  /** Entries of the vector of constants that it sets. */
  readonly slots: readonly number[]
  readonly start: number
  readonly lower: number
  readonly upper: number
}

/** Which hyper-parameters are searched for, and the values of the others. */
export interface WalkForm {
  readonly free: readonly FreeConstant[]
  /** Deviation of w_0. */
  readonly initialSigma: number
  /** log2 of deviations that are not searched for, by slot of the vector of variances. */
  readonly fixed: Readonly<Record<number, number>>
}

/** log2 of deviations that are given, one a weight; what is not given is searched for. */
export interface GivenDeviations {
  readonly log2Sigma?: readonly number[]
  readonly log2SigmaDay?: readonly number[]
}

/** Below 2^-12 weights drift by less than 0.03 in 10,000 trials. Beyond 2^4 a step of the weights decides a choice by itself, and the evidence of separated choices has no top. */
const deviationBounds = { lower: -12, upper: 4 }

/** The deviations of a walk with these weights, as a form without rates. */
export function deviationForm(
  names: readonly RegressorName[],
  walks: readonly Walk[],
  { log2Sigma, log2SigmaDay, initialSigma }: GivenDeviations & { readonly initialSigma: number },
): WalkForm {
  const d = names.length
  const fixed: Record<number, number> = {}
  const free: FreeConstant[] = []
  const place = (kind: number, word: string, start: number, given?: readonly number[]) => {
    for (const [k, name] of names.entries()) {
      const slot = kind * d + k
      if (given) fixed[slot] = given[k]!
      else free.push({ name: `${word}_${name}`, kind: "deviation", slots: [slot], start, ...deviationBounds })
    }
  }
  place(stepKinds.trial, "log2Sigma", -5, log2Sigma)
  const sessions = walks.some(({ stepKind }) => stepKind.includes(stepKinds.session))
  if (sessions) place(stepKinds.session, "log2SigmaDay", -1, log2SigmaDay)
  return { free, initialSigma, fixed }
}

/** Sets a walk's constants from the values of a form. */
export function setConstants({ variance, rate, adder }: WalkConstants, form: WalkForm, values: Float64Array): void {
  const d = rate.length
  variance.fill(form.initialSigma ** 2, 0, d)
  for (const [slot, value] of Object.entries(form.fixed)) variance[Number(slot)] = twoTo(2 * value)
  for (const [i, { kind, slots }] of form.free.entries())
    for (const slot of slots) {
      if (kind === "deviation") variance[slot] = twoTo(2 * values[i]!)
      else if (kind === "rate") rate[slot] = twoTo(values[i]!)
      else adder[slot] = values[i]!
    }
}

/** Adds the slopes of one walk's evidence in the values of a form. */
export function addSlopes(form: WalkForm, constants: WalkConstants, slopes: WalkConstants, sum: Float64Array): void {
  for (const [i, { kind, slots }] of form.free.entries())
    for (const slot of slots) {
      if (kind === "deviation") sum[i]! += 2 * Math.LN2 * slopes.variance[slot]!
      else if (kind === "rate") sum[i]! += Math.LN2 * constants.rate[slot]! * slopes.rate[slot]!
      else sum[i]! += slopes.adder[slot]!
    }
}

/** 2^x, with the same bits on every machine. */
export function twoTo(x: number): number {
  return Number.isInteger(x) ? 2 ** x : exp(x * Math.LN2)
}

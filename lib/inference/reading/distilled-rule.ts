import { type ColumnTable, table } from "arquero"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { integerOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { startPace } from "../../runs/pace.ts"
import type { Fitted } from "../fitted.ts"
import type { TrialState } from "../learner.ts"
import { fittedRule } from "./ensemble.ts"
import { formula, type Monomial, monomials, monomialValue } from "./monomials.ts"
import { sparseFit } from "./sparse-regression.ts"
import { matched } from "./visited.ts"
import { type VisitedState, visitedStates } from "./visited-states.ts"

/** Options of `distilledRule`. */
export interface DistilledRuleOptions {
  /** Greatest power of the weights together, and one less than that of the stimulus; 3 unless told. */
  readonly order?: number
  /** Terms of each weight's change, at most; 8 unless told. */
  readonly terms?: number
  /** Root mean square error, as a share of the change's own, at which terms are enough; 0.05 unless told. */
  readonly tolerance?: number
  /** Visited trials that are looked at, half of them held out; 4000 unless told. */
  readonly states?: number
}

/** A term of a polynomial rule. */
export interface DistilledTerm extends Monomial {
  /** Log odds a trial. */
  readonly coefficient: number
}

/** The change of one weight as a polynomial. */
export interface DistilledChange {
  readonly terms: readonly DistilledTerm[]
  /** One line of text; e is +1 for a right choice and -1 for a left one. */
  readonly formula: string
  /** Root mean square error on the trials it was fitted to. */
  readonly fittedError: number
  /** Root mean square error on held-out visited trials. */
  readonly error: number
  /** Greatest error on held-out visited trials: a bound where the animals have been, and nowhere else. */
  readonly largestError: number
  /** Root mean square of the change itself on held-out trials. */
  readonly size: number
}

/** A rule as two polynomials, with how far they are from it. */
export interface DistilledRule {
  readonly learner: string
  readonly stimulus: DistilledChange
  readonly bias: DistilledChange
  /** Trials fitted to and held out. */
  readonly fittedStates: number
  readonly heldOutStates: number
  /** The polynomials as a rule. */
  readonly update: (state: TrialState) => readonly [stimulus: number, bias: number]
}

/**
 * A rule in a few terms: the change of each weight as a sparse polynomial in w_stim, w_bias, s, choice and reward, fitted by stepwise least
 * squares to every other visited trial, so that it is right where the animals have been, and held against the others. A rule with memory is
 * asked with the memory it had; what hangs on memory is then part of the error. A rule of Taylor terms as in Mehta et al. 2024.
 * @returns `value` has formulas and errors in log odds a trial; the table one row a term, its `share` being the root mean square of the term
 * over the fitted trials divided by that of the change.
 * @throws where the learner learns nothing, or was not fitted to these animals, or to fewer than 20 trials.
 */
export async function distilledRule(
  fitted: Fitted,
  subjects: Subjects,
  options: DistilledRuleOptions = {},
): Promise<Solution<DistilledRule, ColumnTable>> {
  const settings = checked(options)
  const rule = fittedRule("distilledRule", fitted)
  const animals = choiceSequences("distilledRule", subjects)
  const pace = startPace()
  const goOn = () => pace.goOn()
  const visited = await visitedStates(rule, animals, matched(rule, animals), { count: settings.states, goOn })
  if (visited.length < 20 && !pace.stopped())
    throw new RangeError(`distilledRule needs at least 20 trials, got ${visited.length}`)
  const [fitting, heldOut] = [0, 1].map((parity) => visited.filter((_, i) => i % 2 === parity))
  const candidates = monomials(settings.order)
  const problem = await normalEquations(candidates, fitting!, goOn)
  const changes = ([0, 1] as const).map((k) => {
    const { gram, cross, totals } = problem
    const { terms, coefficients } = sparseFit(
      { gram, cross: cross[k]!, total: totals[k]! },
      { most: settings.terms, tolerance: settings.tolerance },
    )
    const found = terms.map((term, i) => Object.freeze({ ...candidates[term]!, coefficient: coefficients[i]! }))
    return change(k, found, fitting!, heldOut!)
  })
  const [stimulus, bias] = changes as [DistilledChange, DistilledChange]
  const value = Object.freeze({
    learner: rule.label,
    stimulus,
    bias,
    fittedStates: fitting!.length,
    heldOutStates: heldOut!.length,
    update: (state: TrialState) => [evaluated(stimulus.terms, state), evaluated(bias.terms, state)] as const,
  })
  return Object.freeze({
    value,
    table: termTable(value, fitting!),
    status: pace.stopped() ? "stopped" : "converged",
    message: pace.stopped()
      ? `Stopped on request: ${rule.label} was looked at on a part of its trials only.`
      : `${stimulus.formula}; held out, off by ${share(stimulus)} of the change. ${bias.formula}; off by ${share(bias)}. e is +1 for right, -1 for left.`,
    info: Object.freeze({ candidates: candidates.length, states: visited.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: null,
      options: Object.freeze(settings),
    }),
  } satisfies Solution<DistilledRule, ColumnTable>)
}

function checked(options: DistilledRuleOptions) {
  refuseUnknownKeys("distilledRule", options, ["order", "terms", "tolerance", "states"])
  const { order = 3, terms = 8, tolerance = 0.05, states = 4000 } = options
  return {
    order: integerOption("distilledRule: order", order, 0, 5),
    terms: integerOption("distilledRule: terms", terms, 1, 500),
    tolerance: tolerance === 0 ? 0 : numberOption("distilledRule: tolerance", tolerance, 0),
    states: integerOption("distilledRule: states", states, 20, 100_000),
  }
}

/** Sums over all trials for both weights' changes. */
async function normalEquations(
  candidates: readonly Monomial[],
  visited: readonly VisitedState[],
  goOn: () => Promise<boolean>,
) {
  const count = candidates.length
  const gram = new Float64Array(count * count)
  const cross = [new Float64Array(count), new Float64Array(count)]
  const totals = [0, 0]
  for (const { state, change } of visited) {
    if (!(await goOn())) break
    const row = Float64Array.from(candidates, (monomial) => monomialValue(monomial, state))
    for (let i = 0; i < count; i += 1) {
      const value = row[i]!
      if (value === 0) continue
      for (let j = 0; j <= i; j += 1) gram[i * count + j]! += value * row[j]!
      for (const k of [0, 1] as const) cross[k]![i]! += value * change[k]
    }
    for (const k of [0, 1] as const) totals[k]! += change[k] ** 2
  }
  for (let i = 0; i < count; i += 1) for (let j = i + 1; j < count; j += 1) gram[i * count + j] = gram[j * count + i]!
  return { gram, cross, totals }
}

function change(
  k: 0 | 1,
  terms: readonly DistilledTerm[],
  fitting: readonly VisitedState[],
  heldOut: readonly VisitedState[],
): DistilledChange {
  const errors = (states: readonly VisitedState[]) =>
    states.map((each) => evaluated(terms, each.state) - each.change[k])
  const outside = errors(heldOut)
  const ordered = [...terms].sort((one, other) => termSize(other, fitting) - termSize(one, fitting))
  return Object.freeze({
    terms: Object.freeze(ordered),
    formula: formula(k === 0 ? "Δw_stim" : "Δw_bias", ordered),
    fittedError: rootMeanSquare(errors(fitting)),
    error: rootMeanSquare(outside),
    largestError: outside.reduce((most, error) => Math.max(most, Math.abs(error)), 0),
    size: rootMeanSquare(heldOut.map((each) => each.change[k])),
  })
}

function evaluated(terms: readonly DistilledTerm[], state: TrialState): number {
  return terms.reduce((sum, term) => sum + term.coefficient * monomialValue(term, state), 0)
}

function termSize(term: DistilledTerm, states: readonly VisitedState[]): number {
  return rootMeanSquare(states.map(({ state }) => evaluated([term], state)))
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
}

function share({ error, size }: DistilledChange): string {
  return size === 0 ? "nothing" : `${((100 * error) / size).toFixed(1)} %`
}

function termTable({ learner, stimulus, bias }: DistilledRule, fitting: readonly VisitedState[]): ColumnTable {
  const rows = [
    ...stimulus.terms.map((term) => ({ weight: "stimulus", term, k: 0 })),
    ...bias.terms.map((term) => ({ weight: "bias", term, k: 1 })),
  ]
  const sizes = [0, 1].map((k) => rootMeanSquare(fitting.map((each) => each.change[k]!)))
  return table({
    learner: rows.map(() => learner),
    weight: rows.map(({ weight }) => weight),
    coefficient: rows.map(({ term }) => term.coefficient),
    weightStimulusPower: rows.map(({ term }) => term.weightStimulus),
    weightBiasPower: rows.map(({ term }) => term.weightBias),
    stimulusPower: rows.map(({ term }) => term.stimulus),
    choicePower: rows.map(({ term }) => term.choice),
    rewardPower: rows.map(({ term }) => term.reward),
    share: rows.map(({ term, k }) => termSize(term, fitting) / sizes[k]!),
  })
}

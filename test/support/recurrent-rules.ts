import { borrowEngine, type Engine, returnEngine } from "../../lib/engine/engine.ts"
import { createRatePass, forward } from "../../lib/networks/rate-forward.ts"
import type { RatePass } from "../../lib/networks/rate-pass.ts"
import { createRateGradient, type RecurrentRule } from "../../lib/rules/recurrent-rule.ts"
import { recurrentRules } from "../../lib/rules/recurrent-rules.ts"
import {
  blockMeans,
  causalMdgl,
  causalModProp,
  causalThreeFactor,
  causalThroughTime,
  type SynapseGradient,
} from "./causal-rules.ts"
import type { PlainRun } from "./plain-rates.ts"
import type { RateProblem } from "./rate-problems.ts"

/** What a rule made of a problem: copies of the blocks W and U, and both on end. */
export interface RuleGradient {
  readonly recurrent: Float64Array
  readonly input: Float64Array
  readonly both: Float64Array
}

/** What a rule is run with; an exact engine in f64 where nothing else is said. */
export interface RuleRunOptions {
  readonly engine?: Engine
  readonly precision?: "f32" | "f64"
  /** Passes forward with the rule behind each: all must give what the last does. */
  readonly times?: number
}

/** Runs a rule on a problem by its own door, `bind`. */
export function runRule(rule: RecurrentRule, problem: RateProblem, options: RuleRunOptions = {}): RuleGradient {
  const { engine = borrowEngine(), precision = "f64", times = 1 } = options
  try {
    return engine.arena.scope(() => {
      const pass = createRatePass(engine, problem.network, problem.trials, precision)
      pass.parameters.values.set(problem.parameters)
      const gradient = createRateGradient(pass)
      const run = rule.bind(pass, gradient)
      for (let i = 0; i < times; i++) {
        forward(pass)
        run()
      }
      return blocksOf(pass, gradient.vector.values)
    })
  } finally {
    if (options.engine === undefined) returnEngine(engine)
  }
}

function blocksOf({ network: { layout } }: RatePass, values: ArrayLike<number>): RuleGradient {
  const [recurrent, input] = [layout.recurrent, layout.input].map(({ first, rows, columns }) =>
    Float64Array.from({ length: rows * columns }, (_, i) => values[first + i]!),
  )
  return { recurrent: recurrent!, input: input!, both: Float64Array.of(...recurrent!, ...input!) }
}

/** The same layout for the gradient of an oracle. */
export function flatGradient(gradient: SynapseGradient): RuleGradient {
  const units = gradient.length
  const recurrent = Float64Array.from(gradient.flatMap((row) => row.slice(0, units)))
  const input = Float64Array.from(gradient.flatMap((row) => row.slice(units)))
  return { recurrent, input, both: Float64Array.of(...recurrent, ...input) }
}

/** Distance of two vectors, relative to the second. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const norm = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, value) => sum + value * value, 0))
  const distance = norm(Array.from(a, (value, i) => value - b[i]!))
  return distance === 0 ? 0 : distance / norm(b)
}

/** A rule with its oracle. */
export interface RuleCase {
  readonly title: string
  readonly make: (problem: RateProblem) => RecurrentRule
  readonly oracle: (run: PlainRun) => SynapseGradient
}

/** Cell types that are neither in order nor equally many. */
export const typesOf = ({ network }: RateProblem) =>
  Array.from({ length: network.units }, (_, i) => [0, 2, 0, 1, 2][i % 5]!)

/** Feedback weights, N x N_out row by row, that have nothing to do with the readout's. */
export const feedbackOf = ({ network: { units, outputs } }: RateProblem) =>
  Float64Array.from({ length: units * outputs }, (_, i) => Math.sin(1 + 2 * i))

const means = (run: PlainRun) => blockMeans(run.recurrent, typesOf(run.problem))
const feedbackRows = ({ problem }: PlainRun) => {
  const { units, outputs } = problem.network
  return Array.from({ length: outputs }, (_, k) =>
    Array.from({ length: units }, (_, p) => feedbackOf(problem)[p * outputs + k]!),
  )
}

/** Every rule: a new one gets its tests by a row here. */
export const ruleCases: readonly RuleCase[] = [
  { title: "BPTT", make: () => recurrentRules.bptt(), oracle: (run) => causalThroughTime(run) },
  { title: "RTRL", make: () => recurrentRules.rtrl(), oracle: (run) => causalThroughTime(run) },
  {
    title: "BPTT cut every 3 steps",
    make: () => recurrentRules.truncatedBptt({ steps: 3 }),
    oracle: (run) => causalThroughTime(run, (t) => (run.problem.trials.steps - t) % 3 !== 0),
  },
  { title: "three-factor", make: () => recurrentRules.threeFactor(), oracle: (run) => causalThreeFactor(run) },
  {
    title: "RFLO",
    make: (problem) => recurrentRules.rflo({ feedback: feedbackOf(problem) }),
    oracle: (run) => causalThreeFactor(run, feedbackRows(run)),
  },
  { title: "MDGL", make: () => recurrentRules.mdgl(), oracle: (run) => causalMdgl(run, run.recurrent) },
  {
    title: "MDGL by cell types",
    make: (problem) => recurrentRules.mdgl({ cellTypes: typesOf(problem) }),
    oracle: (run) => causalMdgl(run, means(run)),
  },
  { title: "ModProp", make: () => recurrentRules.modProp(), oracle: (run) => causalModProp(run, run.recurrent, 0.25) },
  {
    title: "ModProp by cell types, mu 0.4",
    make: (problem) => recurrentRules.modProp({ cellTypes: typesOf(problem), meanDerivative: 0.4 }),
    oracle: (run) => causalModProp(run, means(run), 0.4),
  },
]

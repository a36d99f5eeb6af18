import { type ColumnTable, table } from "arquero"
import type { Mode } from "../engine/compiled-module.ts"
import { type Engine, returnEngine } from "../engine/engine.ts"
import { engineFor } from "../engine/engine-for.ts"
import type { Precision } from "../engine/primitives.ts"
import { createRatePass, forward } from "../networks/rate-forward.ts"
import type { RateNetwork } from "../networks/rate-network.ts"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { bptt } from "../rules/bptt.ts"
import { createRateGradient, type RecurrentRule } from "../rules/recurrent-rule.ts"
import { startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import type { Trials } from "../tasks/trials.ts"
import { errorShareAlong, type GradientAlignment, gradientAlignment } from "./gradient-alignment.ts"

/** Options of `ruleAlignment`. */
export interface RuleAlignmentOptions {
  /** A direction v, of W and U on end (N^2 + N N_in numbers) or of W alone (N^2), along which the error is to be measured. */
  readonly direction?: ArrayLike<number>
  /** "f32" where absent. */
  readonly precision?: Precision
  /** "fast" where absent; "exact" gives the same bits on every machine. */
  readonly mode?: Mode
  /** Gets the reports of progress, and then no bar is drawn. */
  readonly onProgress?: (progress: Progress) => void
}

/** Medians over batches of how a rule lies to the exact gradient, NaN where no batch has any. */
export interface RuleAlignment extends GradientAlignment {
  /** Share of the rule's error along the direction, see `errorShareAlong`; NaN where no direction was given. */
  readonly errorShare: number
}

/**
 * How the gradient of a learning rule lies to the exact one, BPTT's, at given parameters of a rate network: of W and U on end, of the loss of
 * the data alone. The value is the median over the batches, as single ones are noisy and may even have a rho below 0: take 20 or more.
 * The table has a row a batch. Batches where a gradient is zero do not count; one that is not finite ends it with status "failed".
 * @param trials one batch, or several.
 * @throws on an unknown option, an impossible value, no batch, or parameters or a direction of the wrong length.
 * @see Liu et al. 2022, arXiv 2206.00823.
 */
export async function ruleAlignment(
  network: RateNetwork,
  parameters: ArrayLike<number>,
  trials: Trials | readonly Trials[],
  rule: RecurrentRule,
  options: RuleAlignmentOptions = {},
): Promise<Solution<RuleAlignment, ColumnTable>> {
  const batches = "steps" in trials ? [trials] : trials
  const { direction, mode, precision, onProgress } = checked(network, parameters, batches, options)
  const engine = await engineFor(mode)
  const bar = startProgress(`alignment (${rule.label})`, batches.length, onProgress)
  try {
    const rows: RuleAlignment[] = []
    const pace = startPace()
    let status: Status = "converged"
    for (const batch of batches) {
      const pair = engine.arena.scope(() => gradients(engine, network, parameters, batch, rule, precision))
      if (!(pair.exact.every(Number.isFinite) && pair.approximate.every(Number.isFinite))) status = "failed"
      else {
        rows.push(alignmentOf(pair, direction))
        bar.report(rows.length)
        if (!(await pace.goOn()) && rows.length < batches.length) status = "stopped"
      }
      if (status !== "converged") break
    }
    return Object.freeze({
      value: medians(rows),
      table: tableOf(rows),
      status,
      message: ending(rule, status, rows.length, batches.length),
      info: Object.freeze({ batches: rows.length, features: engine.features }),
      provenance: Object.freeze({
        version,
        mode,
        precision,
        key: null,
        options: Object.freeze({ rule: rule.name, batches: batches.length }),
      }),
    } satisfies Solution<RuleAlignment, ColumnTable>)
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

function checked(
  { parameterCount, units, inputs }: RateNetwork,
  parameters: ArrayLike<number>,
  batches: readonly Trials[],
  options: RuleAlignmentOptions,
) {
  const what = "ruleAlignment"
  refuseUnknownKeys(what, options, ["direction", "precision", "mode", "onProgress"])
  const { direction, precision = "f32", mode = "fast", onProgress } = options
  choiceOption(`${what}: precision`, precision, ["f32", "f64"])
  choiceOption(`${what}: mode`, mode, ["fast", "exact"])
  if (batches.length === 0) throw new RangeError(`${what}: expected at least one batch of trials, got none`)
  if (parameters.length !== parameterCount)
    throw new RangeError(`${what}: expected ${parameterCount} parameters, got ${parameters.length}`)
  const lengths = [units * units, units * (units + inputs)]
  if (direction !== undefined && !lengths.includes(direction.length))
    throw new RangeError(
      `${what}: a direction has ${lengths[1]} numbers, or ${lengths[0]} for W alone, got ${direction.length}`,
    )
  return { direction, precision, mode, onProgress }
}

interface GradientPair {
  readonly exact: Float64Array
  readonly approximate: Float64Array
}

/** The gradients of W and U on one batch, by BPTT and by a rule. */
function gradients(
  engine: Engine,
  network: RateNetwork,
  parameters: ArrayLike<number>,
  batch: Trials,
  rule: RecurrentRule,
  precision: Precision,
): GradientPair {
  const pass = createRatePass(engine, network, batch, precision)
  pass.parameters.values.set(parameters)
  forward(pass)
  const { recurrent, input } = network.layout
  const by = (one: RecurrentRule) => {
    const gradient = createRateGradient(pass)
    one.bind(pass, gradient)()
    const { values } = gradient.vector
    const blocks = [recurrent, input].map(({ first, rows, columns }) => values.subarray(first, first + rows * columns))
    const flat = new Float64Array(blocks[0]!.length + blocks[1]!.length)
    flat.set(blocks[0]!)
    flat.set(blocks[1]!, blocks[0]!.length)
    return flat
  }
  return { exact: by(bptt()), approximate: by(rule) }
}

function alignmentOf({ exact, approximate }: GradientPair, direction?: ArrayLike<number>): RuleAlignment {
  const errorShare = direction === undefined ? Number.NaN : errorShareAlong(exact, approximate, direction)
  return { ...gradientAlignment(exact, approximate), errorShare }
}

const measures = ["rho", "cosine", "thetaDegrees", "errorShare"] as const

function medians(rows: readonly RuleAlignment[]): RuleAlignment {
  const entries = measures.map((name) => [name, median(rows.map((row) => row[name]))] as const)
  return Object.freeze(Object.fromEntries(entries) as Record<(typeof measures)[number], number>)
}

/** The median of those that are numbers. */
function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1)
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

function tableOf(rows: readonly RuleAlignment[]): ColumnTable {
  const columns = measures.map((name) => [name, rows.map((row) => row[name])] as const)
  return table({ batch: rows.map((_, index) => index), ...Object.fromEntries(columns) })
}

function ending(rule: RecurrentRule, status: Status, done: number, total: number): string {
  const so = `${rule.label} against BPTT on ${done} of ${total} batches`
  if (status === "failed") return `${so}, then a gradient was not finite.`
  return status === "stopped" ? `${so}, stopped on request.` : `${so}.`
}

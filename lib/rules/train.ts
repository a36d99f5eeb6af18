import { type ColumnTable, table } from "arquero"
import type { Mode } from "../engine/compiled-module.ts"
import { type Engine, returnEngine } from "../engine/engine.ts"
import { engineFor } from "../engine/engine-for.ts"
import type { Precision } from "../engine/primitives.ts"
import { createRatePass, forward, load } from "../networks/rate-forward.ts"
import type { RateNetwork } from "../networks/rate-network.ts"
import type { RatePass } from "../networks/rate-pass.ts"
import { initialRateParameters } from "../networks/rate-start.ts"
import { choiceOption, integerOption, numberOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key, split } from "../numerics/random-key.ts"
import type { Progress, Solution, Status } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { startPace } from "../runs/pace.ts"
import { startProgress } from "../runs/surroundings.ts"
import type { TrialTask } from "../tasks/trials.ts"
import { clipGlobalNorm } from "./gradient-clip.ts"
import type { GradientControl } from "./gradient-controls.ts"
import type { Optimizer } from "./optimizers.ts"
import { createRateGradient, type RateGradient, type RecurrentRule } from "./recurrent-rule.ts"
import { readoutGradient } from "./weight-gradients.ts"

/** Options of `train`. */
export interface TrainOptions {
  /** Draws the start, where none is given, and the trials of every iteration. */
  readonly key: Key
  /** Steps of the optimiser. */
  readonly iterations: number
  /** Fresh trials in each step; 32 where absent. */
  readonly batch?: number
  /** All parameters to start from, as `initialRateParameters` makes them; drawn by it where absent. */
  readonly start?: ArrayLike<number>
  /** Greatest Euclidean norm of a gradient; Infinity, no clipping, where absent. */
  readonly clipNorm?: number
  /** What is done to the gradient of W and U after clipping; nothing where absent. */
  readonly control?: GradientControl
  /** c of the penalty c / 2 (|W|^2 + |U|^2 + |w|^2), biases left out, whose slope joins the gradient after all that; 0 where absent. */
  readonly weightDecay?: number
  /** Looks at the network before the first step, after every so many, and at the end. */
  readonly checkpoints?: Checkpoints
  /** "f32" where absent. */
  readonly precision?: Precision
  /** "fast" where absent; "exact" gives the same bits on every machine. */
  readonly mode?: Mode
  readonly onProgress?: (progress: Progress) => void
}

/** Looks at a network while it is trained. */
export interface Checkpoints {
  /** Steps from one look to the next. */
  readonly every: number
  /** Gets the number of steps done and a copy of the parameters; training goes on when it is done. */
  readonly look: (iteration: number, parameters: Float32Array | Float64Array) => void | Promise<void>
}

/** A trained network. */
export interface TrainedNetwork {
  readonly network: RateNetwork
  /** The parameters it started from, and those it ended at: W, U, w, b, see `RateNetwork.layout`. */
  readonly start: Float64Array
  readonly parameters: Float32Array | Float64Array
  /** Loss of each iteration's batch before its step. */
  readonly losses: Float64Array
}

const defaults = {
  batch: 32,
  clipNorm: Number.POSITIVE_INFINITY,
  weightDecay: 0,
  precision: "f32",
  mode: "fast",
} as const
const allowed = ["key", "iterations", "start", "control", "checkpoints", "onProgress", ...Object.keys(defaults)]

/**
 * Trains a rate network on a task by a learning rule and an optimiser, on fresh trials in every iteration.
 * Stopped, it hands back what it has; where the loss or the gradient is not finite it ends with status "failed" at the parameters before.
 * @throws on an unknown option, an impossible value, or a task whose channels are not the network's.
 */
export async function train(
  network: RateNetwork,
  task: TrialTask,
  rule: RecurrentRule,
  optimizer: Optimizer,
  options: TrainOptions,
): Promise<Solution<TrainedNetwork, ColumnTable>> {
  const settings = checked(network, task, options)
  const [startKey, trialKey] = split(options.key, 2)
  const start = Float64Array.from(options.start ?? initialRateParameters(network, startKey!))
  const engine = await engineFor(settings.mode)
  const bar = startProgress(`training (${rule.label})`, settings.iterations, options.onProgress)
  try {
    const { control, checkpoints } = options
    const run = prepare(engine, network, task, rule, optimizer, { ...settings, control, trialKey: trialKey!, start })
    const pace = startPace()
    let status: Status = "converged"
    await checkpoints?.look(0, run.parameters())
    for (let i = 0; i < settings.iterations && status === "converged"; i++) {
      if (!run.iterate(i)) status = "failed"
      else {
        bar.report(i + 1, `loss ${run.losses[i]!.toPrecision(4)}`)
        if (isLook(checkpoints, i + 1, settings.iterations)) await checkpoints!.look(i + 1, run.parameters())
      }
      if (!(await pace.goOn())) status = "stopped"
    }
    const losses = Float64Array.from(run.losses)
    return Object.freeze({
      value: Object.freeze({ network, start, parameters: run.parameters(), losses }),
      table: table({ iteration: run.losses.map((_, i) => i), loss: losses, gradientNorm: run.norms }),
      status,
      message: ending(rule, status, settings.iterations, run.losses),
      info: Object.freeze({ iterations: losses.length, features: engine.features }),
      provenance: Object.freeze({
        version,
        mode: settings.mode,
        precision: settings.precision,
        key: options.key.words,
        options: Object.freeze({
          rule: rule.name,
          optimizer: optimizer.name,
          ...optimizer.options,
          task: task.name,
          iterations: settings.iterations,
          batch: settings.batch,
          clipNorm: settings.clipNorm,
          weightDecay: settings.weightDecay,
          ...(control === undefined ? {} : { control: control.name, ...control.options }),
        }),
      }),
    } satisfies Solution<TrainedNetwork, ColumnTable>)
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

function isLook(checkpoints: Checkpoints | undefined, done: number, iterations: number): boolean {
  return checkpoints !== undefined && (done % checkpoints.every === 0 || done === iterations)
}

type Settings = Readonly<
  Required<Pick<TrainOptions, "iterations" | "batch" | "clipNorm" | "weightDecay" | "precision" | "mode">>
>

function checked(network: RateNetwork, task: TrialTask, options: TrainOptions): Settings {
  refuseUnknownKeys("train", options, allowed)
  const { start, iterations, batch, clipNorm, weightDecay, precision, mode } = { ...defaults, ...options }
  integerOption("train: iterations", iterations, 0)
  integerOption("train: batch", batch, 1)
  if (clipNorm !== Number.POSITIVE_INFINITY) numberOption("train: clipNorm", clipNorm, 0)
  if (weightDecay !== 0) numberOption("train: weightDecay", weightDecay, 0)
  if (options.checkpoints !== undefined) integerOption("train: checkpoints: every", options.checkpoints.every, 1)
  choiceOption("train: precision", precision, ["f32", "f64"])
  choiceOption("train: mode", mode, ["fast", "exact"])
  if (start !== undefined && start.length !== network.parameterCount)
    throw new RangeError(`train: start must have ${network.parameterCount} parameters, got ${start.length}`)
  if (task.inputs !== network.inputs || task.outputs !== network.outputs)
    throw new RangeError(
      `the task ${task.name} has ${task.inputs} inputs and ${task.outputs} outputs, the network ${network.inputs} and ${network.outputs}`,
    )
  return { iterations, batch, clipNorm, weightDecay, precision, mode }
}

interface Run {
  /** One step; false, and no step, where loss or gradient is not finite. */
  iterate(i: number): boolean
  /** A copy of the parameters. */
  parameters(): Float32Array | Float64Array
  readonly losses: number[]
  readonly norms: number[]
}

interface Prepared extends Settings {
  readonly control: GradientControl | undefined
  readonly trialKey: Key
  readonly start: Float64Array
}

/** Iterations draw from `foldIn(trialKey, i)`; this is none of theirs. */
const controlFold = 2 ** 32 - 1

function prepare(
  engine: Engine,
  network: RateNetwork,
  task: TrialTask,
  rule: RecurrentRule,
  optimizer: Optimizer,
  { batch, precision, clipNorm, weightDecay, control, trialKey, start }: Prepared,
): Run {
  const pass = createRatePass(engine, network, task.sample(foldIn(trialKey, 0), batch, 0), precision)
  pass.parameters.values.set(start)
  const gradient = createRateGradient(pass)
  const applyRule = rule.bind(pass, gradient)
  const step = optimizer.bind(engine, pass.parameters, gradient.vector)
  const applyControl = control?.bind(pass, gradient, foldIn(trialKey, controlFold))
  const losses: number[] = []
  const norms: number[] = []
  return {
    losses,
    norms,
    parameters: () => pass.parameters.values.slice(),
    iterate(i) {
      if (i > 0) load(pass, task.sample(foldIn(trialKey, i), batch, i))
      const loss = forward(pass)
      applyRule()
      readoutGradient(pass, gradient)
      const norm = clipGlobalNorm(pass.primitives, gradient.vector, clipNorm)
      losses.push(loss)
      norms.push(norm)
      if (!Number.isFinite(loss) || !Number.isFinite(norm)) return false
      applyControl?.(i)
      if (weightDecay > 0) decay(pass, gradient, weightDecay)
      step()
      return true
    },
  }
}

/** Adds c p to the gradient of all weights. */
function decay({ network, primitives, parameters }: RatePass, { vector }: RateGradient, c: number): void {
  const { pointer } = vector
  primitives.mix(pointer, 1, pointer, c, parameters.pointer, network.layout.bias.first)
}

function ending(rule: RecurrentRule, status: Status, iterations: number, losses: readonly number[]): string {
  const done = `${rule.label}: ${losses.length} of ${iterations} iterations`
  if (status === "failed")
    return `${done}, then the loss or its gradient was not finite; these are the parameters before. Try a smaller rate, or clipNorm.`
  const first = losses[0]
  const last = losses.at(-1)
  const change =
    first === undefined || last === undefined
      ? ""
      : `, loss ${first.toPrecision(4)} at first and ${last.toPrecision(4)} at the end`
  return status === "stopped" ? `${done}, stopped on request${change}.` : `${done} done${change}.`
}

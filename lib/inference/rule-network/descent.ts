import type { Arena } from "../../engine/arena.ts"
import { initAdam, resetAdam, stepAdam } from "../../rules/adam.ts"
import { clipGlobalNorm } from "../../rules/gradient-clip.ts"
import type { Pace } from "../../runs/pace.ts"
import type { RuleNetworkSettings } from "./options.ts"
import { loss, lossAndGradient } from "./passes.ts"
import { inputColumns, weightColumns } from "./trials.ts"
import type { Adjoint, Workspace } from "./workspace.ts"

/** Parameters and what they give: the best met on the way. */
export interface Best {
  readonly epoch: number
  /** Mean negative log likelihood of all trials, nats. */
  readonly loss: number
  readonly parameters: Float32Array | Float64Array
  /** w_t of every row of the packed trials (rows x 2). */
  readonly weights: Float64Array
}

/** How a descent went. */
export interface Descent {
  readonly ended: "done" | "stopped" | "failed"
  readonly best: Best
  /** Steps taken. */
  readonly epochs: number
  /** Loss, gradient norm before clipping and learning rate of each epoch that was evaluated. */
  readonly losses: readonly number[]
  readonly gradientNorms: readonly number[]
  readonly learningRates: readonly number[]
  /** Evaluations whose loss or gradient was not finite. */
  readonly nonFinite: number
}

const epochsBetweenDecays = 5
const decay = 0.999
const mostNonFinite = 10

/**
 * Gradient descent with Adam on all trials at once, the norm clipped (section 2.5).
 * Where loss or gradient is not finite, it goes back to the best parameters, forgets its moments and halves the learning rate.
 * @param report called after each evaluation with the number of steps taken and the loss.
 */
export async function descend(
  arena: Arena,
  work: Workspace,
  adjoint: Adjoint,
  settings: RuleNetworkSettings,
  pace: Pace,
  report: (epochs: number, loss: number) => void,
): Promise<Descent> {
  const { parameters, primitives, precision } = work
  const adam = initAdam(arena, parameters.values.length, precision)
  const record = { losses: [] as number[], gradientNorms: [] as number[], learningRates: [] as number[] }
  let rate = settings.learningRate
  let nonFinite = 0
  let best: Best | null = null
  let ended: Descent["ended"] = "done"
  let epoch = 0
  for (; epoch <= settings.epochs; epoch++) {
    // The last parameters are scored, not changed.
    const last = epoch === settings.epochs
    const value = await finish<number>(last ? loss(work) : lossAndGradient(work, adjoint), pace)
    if (value === null) {
      ended = "stopped"
      break
    }
    const norm = last ? Number.NaN : clipGlobalNorm(primitives, adjoint.gradient, settings.clipNorm)
    record.losses.push(value)
    record.gradientNorms.push(norm)
    record.learningRates.push(rate)
    const finite = Number.isFinite(value) && (last || Number.isFinite(norm))
    if (finite && (best === null || value < best.loss)) best = snapshot(work, epoch, value)
    report(epoch, value)
    if (last) break
    if (!finite) {
      nonFinite++
      if (best === null || nonFinite > mostNonFinite) {
        ended = "failed"
        break
      }
      parameters.values.set(best.parameters)
      resetAdam(adam)
      rate /= 2
      continue
    }
    stepAdam(adam, primitives, parameters, adjoint.gradient, rate)
    if ((epoch + 1) % epochsBetweenDecays === 0) rate *= decay
  }
  return { ended, best: best ?? startingPoint(work), epochs: epoch, ...record, nonFinite }
}

/** Runs a pass to its end, letting others work between its slices; null where the user asked to stop. */
async function finish<Result>(pass: Generator<void, Result>, pace: Pace): Promise<Result | null> {
  for (;;) {
    const next = pass.next()
    if (next.done) return next.value
    if (!(await pace.goOn())) return null
  }
}

/** What a stopped descent has where not even the starting parameters were scored: one pass over the trials remains to be made. */
function startingPoint(work: Workspace): Best {
  const pass = loss(work)
  for (;;) {
    const next = pass.next()
    if (next.done) return snapshot(work, 0, next.value)
  }
}

function snapshot({ parameters, trials }: Workspace, epoch: number, value: number): Best {
  const { values, rows } = trials.inputs
  const weights = new Float64Array(rows * weightColumns)
  for (let row = 0; row < rows; row++) {
    weights[2 * row] = values[row * inputColumns]!
    weights[2 * row + 1] = values[row * inputColumns + 1]!
  }
  return { epoch, loss: value, parameters: copyOf(parameters.values), weights }
}

/** A copy on memory of its own: what leaves the engine is never a view into the arena. */
function copyOf(values: Float32Array | Float64Array): Float32Array | Float64Array {
  return values instanceof Float32Array ? Float32Array.from(values) : Float64Array.from(values)
}

import type { Matrix } from "../engine/arena.ts"
import type { Engine } from "../engine/engine.ts"
import type { Precision } from "../engine/primitives.ts"
import type { Trials } from "../tasks/trials.ts"

/** A loss of the outputs of a network. */
export interface OutputLoss {
  /** The loss of the outputs as they stand, in f64; writes its derivative dL/dy into the errors. */
  score(): number
  /** The second derivative of the loss at the outputs last scored, applied to directions R y: writes R eps. */
  curve(tangentErrors: Matrix, tangentOutputs: Matrix): void
  /**
   * Takes the targets and weights of trials.
   * @throws RangeError where they do not fit the outputs.
   */
  load(trials: Trials): void
}

/**
 * Half the mean squared error: L = sum over rows of weight sum over outputs of (y - y*)^2 / (2 N_out), the weights adding up to 1.
 * @param first row of the trials' arrays that is the outputs' first.
 */
export function squaredError(
  engine: Engine,
  precision: Precision,
  outputs: Matrix,
  errors: Matrix,
  first: number,
): OutputLoss {
  const primitives = engine.primitives(precision)
  const { rows, columns } = outputs
  const targets = engine.arena.matrix(rows, columns, precision)
  const weights = engine.arena.matrix(rows, 1, precision)
  const [y, eps, goal, weight] = [outputs.pointer, errors.pointer, targets.pointer, weights.pointer]
  return {
    score: () => primitives.squaredError(eps, columns, y, columns, goal, columns, weight, rows, columns, 1 / columns),
    curve(tangentErrors, tangentOutputs) {
      for (let row = 0; row < rows; row++) {
        const factor = weights.values[row]! / columns
        for (let at = row * columns; at < (row + 1) * columns; at++)
          tangentErrors.values[at] = factor * tangentOutputs.values[at]!
      }
    },
    load(trials) {
      const { target } = trials
      if (target.kind !== "values" || target.values.length !== (first + rows) * columns)
        throw unfit(trials, `${(first + rows) * columns} values of ${columns} outputs`)
      targets.values.set(target.values.subarray(first * columns))
      weights.values.set(rowWeights(trials, first, rows, () => true))
    },
  }
}

/**
 * Mean softmax cross-entropy, nats: L = sum over rows of -weight log softmax(y)[label], the weights adding up to 1.
 * @param first row of the trials' arrays that is the outputs' first.
 */
export function crossEntropy(
  engine: Engine,
  precision: Precision,
  outputs: Matrix,
  errors: Matrix,
  first: number,
): OutputLoss {
  const primitives = engine.primitives(precision)
  const { rows, columns } = outputs
  const labels = engine.arena.integers(rows)
  const weights = engine.arena.matrix(rows, 1, precision)
  const probabilities = engine.arena.matrix(rows, columns, precision)
  const [y, eps, p, weight] = [outputs.pointer, errors.pointer, probabilities.pointer, weights.pointer]
  return {
    score: () => primitives.softmaxCrossEntropy(eps, columns, y, columns, labels.pointer, weight, rows, columns),
    curve(tangentErrors, tangentOutputs) {
      primitives.softmax(p, columns, y, columns, rows, columns)
      const [out, directions] = [tangentErrors.pointer, tangentOutputs.pointer]
      primitives.softmaxCurvature(out, columns, p, columns, directions, columns, weight, rows, columns)
    },
    load(trials) {
      const { target } = trials
      if (target.kind !== "labels" || target.labels.length !== first + rows)
        throw unfit(trials, `${first + rows} labels, one a step and trial`)
      const given = target.labels.subarray(first)
      const wrong = given.find((label) => label < -1 || label >= columns)
      if (wrong !== undefined)
        throw new RangeError(`a label must be -1 or a class from 0 to ${columns - 1}, got ${wrong}`)
      labels.values.set(given)
      weights.values.set(rowWeights(trials, first, rows, (row) => given[row]! >= 0))
    },
  }
}

function rowWeights(
  { weights }: Trials,
  first: number,
  rows: number,
  isScored: (row: number) => boolean,
): Float64Array {
  const each = Float64Array.from({ length: rows }, (_, row) => (isScored(row) ? (weights?.[first + row] ?? 1) : 0))
  const total = each.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0 && Number.isFinite(total)))
    throw new RangeError(`the weights of a loss must add up to a positive number, got ${total}`)
  return each.map((weight) => weight / total)
}

function unfit({ target, steps, trials }: Trials, accepted: string): RangeError {
  const got = target.kind === "values" ? `${target.values.length} values` : `${target.labels.length} labels`
  return new RangeError(`targets of ${steps} steps x ${trials} trials: expected ${accepted}, got ${got}`)
}

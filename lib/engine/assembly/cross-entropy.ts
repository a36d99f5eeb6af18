// Softmax over few columns. Exponentials and sums are in f64 whatever T is, and each result is rounded to T at the end; between them
// an exponential is kept in the place of its result, and so is rounded to T too.
import { exp64, log64 } from "./elementary"

// @ts-ignore: decorator
@inline
function largest<T>(x: usize, end: usize): f64 {
  let most = -Infinity
  for (let j: usize = 0; j < end; j += sizeof<T>()) most = max<f64>(most, <f64>load<T>(x + j))
  return most
}

/** out = e^(x - shift), rounded; returns the sum of what was not. */
// @ts-ignore: decorator
@inline
function exponentials<T>(out: usize, x: usize, end: usize, shift: f64): f64 {
  let sum: f64 = 0
  for (let j: usize = 0; j < end; j += sizeof<T>()) {
    const e = exp64(<f64>load<T>(x + j) - shift)
    store<T>(out + j, <T>e)
    sum += e
  }
  return sum
}

/** Each row of `out` = softmax of that row of logits; `out` may be `logits`. */
export function softmax<T>(out: usize, outRow: i32, logits: usize, logitsRow: i32, rows: i32, columns: i32): void {
  const end = <usize>columns * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    const sum = exponentials<T>(out, logits, end, largest<T>(logits, end))
    for (let j: usize = 0; j < end; j += sizeof<T>()) store<T>(out + j, <T>(<f64>load<T>(out + j) / sum))
    out += <usize>outRow * sizeof<T>()
    logits += <usize>logitsRow * sizeof<T>()
  }
}

/**
 * Categorical observations: returns the sum over rows of -weight log softmax(logits)[label] and writes its gradient with respect to the
 * logits, errors = weight (softmax - onehot). A label is an i32; a row with label -1 is not scored, and its errors are 0.
 * `errors` may be `logits`.
 */
export function softmaxCrossEntropy<T>(
  errors: usize, errorsRow: i32, logits: usize, logitsRow: i32, labels: usize, weights: usize, rows: i32, columns: i32
): f64 {
  const end = <usize>columns * sizeof<T>()
  let total: f64 = 0
  for (let i: i32 = 0; i < rows; i++) {
    const label = load<i32>(labels + (<usize>i << 2))
    if (label < 0) memory.fill(errors, 0, end)
    else {
      const weight = <f64>load<T>(weights + <usize>i * sizeof<T>())
      const chosen = <usize>label * sizeof<T>()
      const shift = largest<T>(logits, end)
      const below = shift - <f64>load<T>(logits + chosen)
      const sum = exponentials<T>(errors, logits, end, shift)
      total += weight * (log64(sum) + below)
      for (let j: usize = 0; j < end; j += sizeof<T>()) {
        const p = <f64>load<T>(errors + j) / sum
        store<T>(errors + j, <T>(weight * (j == chosen ? p - 1.0 : p)))
      }
    }
    errors += <usize>errorsRow * sizeof<T>()
    logits += <usize>logitsRow * sizeof<T>()
  }
  return total
}

/**
 * The second derivative of the cross entropy of one row, applied to a direction r in the space of its logits:
 * out = weight (diag(p) - p p^T) r = weight p (r - p . r), with p the row's softmax. `out` may be `directions`.
 */
export function softmaxCurvature<T>(
  out: usize, outRow: i32, probabilities: usize, probabilitiesRow: i32, directions: usize, directionsRow: i32, weights: usize,
  rows: i32, columns: i32
): void {
  const end = <usize>columns * sizeof<T>()
  for (let i: i32 = 0; i < rows; i++) {
    const weight = <f64>load<T>(weights + <usize>i * sizeof<T>())
    let mean: f64 = 0
    for (let j: usize = 0; j < end; j += sizeof<T>()) mean += <f64>load<T>(probabilities + j) * <f64>load<T>(directions + j)
    for (let j: usize = 0; j < end; j += sizeof<T>())
      store<T>(out + j, <T>(weight * (<f64>load<T>(probabilities + j) * (<f64>load<T>(directions + j) - mean))))
    out += <usize>outRow * sizeof<T>()
    probabilities += <usize>probabilitiesRow * sizeof<T>()
    directions += <usize>directionsRow * sizeof<T>()
  }
}

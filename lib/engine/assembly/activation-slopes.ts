// First and second derivatives of activations, taken from the activation itself: y = sigmoid(x) has y' = y (1 - y) and
// y'' = y (1 - y) (1 - 2 y), y = tanh(x) has y' = 1 - y^2 and y'' = -2 y (1 - y^2). Results are flushed.
import { flushVector } from "./elementwise"
import { bring, place } from "./partial-vector"

/** Which derivative of which activation. */
export const SIGMOID_SLOPE: i32 = 0
export const SIGMOID_BEND: i32 = 1
export const TANH_BEND: i32 = 2

// @ts-ignore: decorator
@inline
function derivative<T>(kind: i32, y: v128): v128 {
  const one = v128.splat<T>(<T>1)
  if (kind == TANH_BEND) {
    const slope = v128.sub<T>(one, v128.mul<T>(y, y))
    return v128.mul<T>(v128.mul<T>(v128.splat<T>(<T>-2), y), slope)
  }
  const slope = v128.mul<T>(y, v128.sub<T>(one, y))
  if (kind == SIGMOID_SLOPE) return slope
  return v128.mul<T>(slope, v128.sub<T>(one, v128.add<T>(y, y)))
}

// @ts-ignore: decorator
@inline
function apply<T>(kind: i32, out: usize, x: usize, y: usize): void {
  v128.store(out, flushVector<T>(v128.mul<T>(derivative<T>(kind, v128.load(y)), v128.load(x))))
}

/** out = derivative(y) x over n elements. */
// @ts-ignore: decorator
@inline
export function throughSlope<T>(kind: i32, out: usize, x: usize, y: usize, n: i32): void {
  const end = <usize>n * sizeof<T>(), whole = end & ~15
  for (let i: usize = 0; i < whole; i += 16) apply<T>(kind, out + i, x + i, y + i)
  if (whole == end) return
  const rest = end - whole
  apply<T>(kind, place(0), bring(1, x + whole, rest), bring(2, y + whole, rest))
  memory.copy(out + whole, place(0), rest)
}

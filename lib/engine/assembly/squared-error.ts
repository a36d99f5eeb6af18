/**
 * Gaussian observations: returns the sum over rows and columns of factor weight (y - target)^2 / 2, in f64, and writes its gradient with
 * respect to y, errors = (factor weight) (y - target). There is one weight a row; `errors` may be `y`.
 */
export function squaredError<T>(
  errors: usize, errorsRow: i32, y: usize, yRow: i32, target: usize, targetRow: i32, weights: usize, rows: i32, columns: i32, factor: f64
): f64 {
  const whole = (<usize>columns * sizeof<T>()) & ~15
  const end = <usize>columns * sizeof<T>()
  let total: f64 = 0
  for (let i: i32 = 0; i < rows; i++) {
    const scale = factor * <f64>load<T>(weights + <usize>i * sizeof<T>())
    let sum: f64 = 0
    for (let j: usize = 0; j < end; j += sizeof<T>()) {
      const d = <f64>(load<T>(y + j) - load<T>(target + j))
      sum += d * d
    }
    total += 0.5 * scale * sum
    const rounded = v128.splat<T>(<T>scale)
    let j: usize = 0
    for (; j < whole; j += 16) v128.store(errors + j, v128.mul<T>(rounded, v128.sub<T>(v128.load(y + j), v128.load(target + j))))
    for (; j < end; j += sizeof<T>()) store<T>(errors + j, <T>scale * (load<T>(y + j) - load<T>(target + j)))
    errors += <usize>errorsRow * sizeof<T>()
    y += <usize>yRow * sizeof<T>()
    target += <usize>targetRow * sizeof<T>()
  }
  return total
}

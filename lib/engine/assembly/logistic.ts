import { exp64, log1p64 } from "./elementary"

/**
 * Bernoulli observations with logit a_i = sum_k w_ik x_ik, in f64 whatever T is: returns total + sum_i [log(1 + e^a_i) - y_i a_i] and
 * writes the gradient of factor times that sum with respect to w, errors_ik = factor (sigmoid(a_i) - y_i) x_ik.
 */
export function logisticLoss<T>(
  errors: usize, errorsRow: i32, w: usize, wRow: i32, x: usize, xRow: i32, y: usize, yRow: i32,
  rows: i32, weights: i32, factor: f64, total: f64
): f64 {
  for (let i: i32 = 0; i < rows; i++) {
    let a: f64 = 0
    for (let k: usize = 0, end = <usize>weights * sizeof<T>(); k < end; k += sizeof<T>())
      a += <f64>load<T>(w + k) * <f64>load<T>(x + k)
    const choice = <f64>load<T>(y)
    const e = exp64(-abs<f64>(a))
    const small = e / (1.0 + e)
    const q = a >= 0 ? 1.0 / (1.0 + e) : small
    total += max<f64>(a, 0) - choice * a + log1p64(e)
    const slope = factor * (q - choice)
    for (let k: usize = 0, end = <usize>weights * sizeof<T>(); k < end; k += sizeof<T>())
      store<T>(errors + k, <T>(slope * <f64>load<T>(x + k)))
    errors += <usize>errorsRow * sizeof<T>()
    w += <usize>wRow * sizeof<T>()
    x += <usize>xRow * sizeof<T>()
    y += <usize>yRow * sizeof<T>()
  }
  return total
}

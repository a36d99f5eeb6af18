import { multiplyAdd } from "./multiply-add"

/**
 * 2^x for x <= 0, element by element, within 2 units in the last place; NaN stays NaN. No result is below 2^-90 (f32) or 2^-900 (f64),
 * which nobody misses beside 1, so that its products are no subnormal numbers either. Made for a short chain of operations rather than for few of them: x = n + f with |f| <= 1/2, and for 2^f a minimax polynomial that is
 * exactly 1 at f = 0, summed in pairs (Estrin's scheme); its relative error is 2.6e-9 in f32 and 1.8e-17 in f64.
 */
// @ts-ignore: decorator
@inline
export function powerOfTwoVector<T>(x: v128): v128 {
  const bounded = v128.pmax<T>(x, v128.splat<T>(sizeof<T>() == 4 ? <T>-90 : <T>-900))
  const n = v128.nearest<T>(bounded)
  const f = v128.sub<T>(bounded, n)
  const f2 = v128.mul<T>(f, f)
  const f4 = v128.mul<T>(f2, f2)
  // The bits of 1.5 x 2^(bits of the significand) + n end in those of the integer n, which belongs into the exponent.
  if (sizeof<T>() == 4) {
    const low = multiplyAdd<T>(f2, line<T>(0.2402265220880508, 0.055503103882074356, f), line<T>(1, 0.6931472420692444, f))
    const high = multiplyAdd<T>(f2, v128.splat<T>(<T>0.00015594682190567255), line<T>(0.009617692790925503, 0.0013406644575297832, f))
    const exponent = i32x4.shl(v128.add<T>(n, v128.splat<T>(<T>12582912)), 23)
    return i32x4.add(multiplyAdd<T>(f4, high, low), exponent)
  }
  const low = multiplyAdd<T>(f2, line<T>(0.24022650695910097, 0.05550410866479039, f), line<T>(1, 0.6931471805599457, f))
  const middle = multiplyAdd<T>(f2, line<T>(0.00015403530441573428, 1.5252727385369675e-5, f), line<T>(0.009618129107607003, 0.0013333558153439764, f))
  const high = multiplyAdd<T>(f2, line<T>(7.072570583264251e-9, 4.0780833181809637e-10, f), line<T>(1.3215442674462599e-6, 1.0180647586069513e-7, f))
  const exponent = i64x2.shl(v128.add<T>(n, v128.splat<T>(<T>6755399441055744)), 52)
  return i64x2.add(multiplyAdd<T>(f4, multiplyAdd<T>(f4, high, middle), low), exponent)
}

/** a + b f. */
// @ts-ignore: decorator
@inline
function line<T>(a: f64, b: f64, f: v128): v128 {
  return multiplyAdd<T>(v128.splat<T>(<T>b), f, v128.splat<T>(<T>a))
}

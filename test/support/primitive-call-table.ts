import type { Arena } from "../../lib/engine/arena.ts"
import type { Primitives } from "../../lib/engine/primitives.ts"
import type { Framed } from "./framed-matrix.ts"
import { entries } from "./shapes.ts"

/** Sizes of a call, and where its numbers come from. */
export interface CallOptions {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly seed: number
  /** Whether some entries are NaN or infinite, or NaN only. */
  readonly special: boolean | "NaN"
}

/** What one call of a primitive needs: numbers in [-3, 3], placed. */
export interface PrimitiveCall extends CallOptions {
  readonly call: Primitives
  readonly bytes: number
  readonly arena: Arena
  input(rows: number, columns: number): Framed
  /** Numbers in [0, 1]. */
  unit(rows: number, columns: number): Framed
  /** As `input`, but read afterwards. */
  output(rows: number, columns: number): Framed
  /** Takes what a primitive returned, or what it left in places of its own. */
  result(...values: number[]): void
}

const at = ({ pointer, row }: Framed) => [pointer, row] as const

/** A call of one input and one output of n entries. */
function pointwise(name: "relu" | "expAll" | "logAll" | "log1pAll" | "sigmoidAll" | "tanhAll") {
  return ({ call, n, input, output }: PrimitiveCall) => call[name](output(1, n).pointer, input(1, n).pointer, n)
}

/** A call of two inputs and one output of n entries, the second a rate. */
function masked(name: "reluBackward" | "tanhBackward" | "sigmoidBackward" | "sigmoidCurvature" | "tanhCurvature") {
  return ({ call, n, input, unit, output }: PrimitiveCall) =>
    call[name](output(1, n).pointer, input(1, n).pointer, unit(1, n).pointer, n)
}

function product(name: "product" | "productTransposed" | "productRelu" | "productReluBackward") {
  return ({ call, m, n, k, input, output }: PrimitiveCall) => {
    const [C, S, A] = [output(m, n), input(m, n), input(m, k)]
    const B = name === "productTransposed" ? input(n, k) : input(k, n)
    call[name](...at(C), ...at(S), ...at(A), 1, ...at(B), m, n, k)
  }
}

function step(name: "leakyTanh" | "leakyRelu") {
  return ({ call, n, input, output }: PrimitiveCall) =>
    call[name](output(1, n).pointer, output(1, n).pointer, input(1, n).pointer, input(1, n).pointer, 0.7, n)
}

function back(name: "leakyTanhBackward" | "leakyReluBackward") {
  return ({ call, n, input, unit, output }: PrimitiveCall) =>
    call[name](output(1, n).pointer, input(1, n).pointer, input(1, n).pointer, unit(1, n).pointer, 0.7, n)
}

function tangent(name: "leakyTanhTangent" | "leakyReluTangent") {
  return ({ call, n, input, unit, output }: PrimitiveCall) => {
    const results = [output(1, n).pointer, output(1, n).pointer] as const
    call[name](...results, input(1, n).pointer, input(1, n).pointer, unit(1, n).pointer, 0.7, n)
  }
}

function tangentBack(name: "leakyTanhTangentBackward" | "leakyReluTangentBackward") {
  return ({ call, n, input, unit, output }: PrimitiveCall) => {
    const [signal, next, rate] = [input(1, n).pointer, input(1, n).pointer, unit(1, n).pointer]
    call[name](output(1, n).pointer, signal, next, rate, input(1, n).pointer, input(1, n).pointer, 0.7, n)
  }
}

function reduction(name: "sum" | "sumOfSquares" | "maxAbs") {
  return ({ call, m, n, input, result }: PrimitiveCall) => result(call[name](input(1, m * n).pointer, m * n))
}

function fill(name: "uniformFill" | "normalFill") {
  return ({ call, n, seed, output }: PrimitiveCall) => call[name](output(1, n).pointer, n, seed, 7, 0)
}

/** A call of every primitive: whoever adds one adds a row. */
export const primitiveCalls: { readonly [Name in keyof Primitives]: (bench: PrimitiveCall) => void } = {
  product: product("product"),
  productTransposed: product("productTransposed"),
  productRelu: product("productRelu"),
  productReluBackward: product("productReluBackward"),
  rowProduct({ call, m, n, k, input, output }) {
    const [C, X, Y, A, B] = [output(m, n), input(m, n), input(m, n), input(m, k), input(n, k)]
    call.rowProduct(...at(C), ...at(X), ...at(Y), ...at(A), ...at(B), m, n, k)
  },
  transpose: ({ call, m, n, input, output }) => call.transpose(...at(output(n, m)), ...at(input(m, n)), m, n),
  columnSums: ({ call, m, n, input, output }) => call.columnSums(output(1, n).pointer, ...at(input(m, n)), m, n),
  sum: reduction("sum"),
  sumOfSquares: reduction("sumOfSquares"),
  maxAbs: reduction("maxAbs"),
  dotProduct: ({ call, n, input, result }) => result(call.dotProduct(input(1, n).pointer, input(1, n).pointer, n)),
  gruForward({ call, m, n, input, output }) {
    const [next, gates, x, recurrent, h] = [
      output(m, n),
      output(m, 4 * n),
      input(m, 3 * n),
      input(m, 3 * n),
      input(m, n),
    ]
    call.gruForward(...at(next), ...at(gates), ...at(x), ...at(recurrent), ...at(h), m, n)
  },
  gruBackward({ call, m, n, input, unit, output }) {
    const [signal, delta, gates, h] = [output(m, n), output(m, 4 * n), unit(m, 4 * n), input(m, n)]
    call.gruBackward(...at(signal), ...at(delta), ...at(gates), ...at(h), m, n)
  },
  gruStep({ call, m, n, k, input, output }) {
    const [next, gates, x, wi, bi] = [output(m, n), output(m, 4 * n), input(m, k), input(1, 3 * k * n), input(1, 3 * n)]
    const [h, wh, bh, scratch] = [input(m, n), input(1, 3 * n * n), input(1, 3 * n), input(1, 3 * m * n)]
    const above = [...at(next), ...at(gates), ...at(x), wi.pointer, bi.pointer, k] as const
    call.gruStep(...above, ...at(h), wh.pointer, bh.pointer, scratch.pointer, m, n)
  },
  gruStepBackward({ call, m, n, k, input, unit, output }) {
    const [signal, gates, h, d] = [output(m, n), unit(m, 4 * n), input(m, n), input(m, k)]
    const [v, vh] = [input(1, k * n), input(1, 3 * n * n)]
    call.gruStepBackward(...at(signal), ...at(gates), ...at(h), ...at(d), v.pointer, k, vh.pointer, m, n)
  },
  relu: pointwise("relu"),
  reluBackward: masked("reluBackward"),
  sigmoidBackward: masked("sigmoidBackward"),
  sigmoidCurvature: masked("sigmoidCurvature"),
  tanhCurvature: masked("tanhCurvature"),
  flush: ({ call, n, output }) => call.flush(output(1, n).pointer, n),
  axpy: ({ call, n, input, output }) => call.axpy(output(1, n).pointer, 0.7, input(1, n).pointer, n),
  scale: ({ call, n, output }) => call.scale(output(1, n).pointer, 0.7, n),
  hadamard: ({ call, n, input, output }) =>
    call.hadamard(output(1, n).pointer, input(1, n).pointer, input(1, n).pointer, n),
  expAll: pointwise("expAll"),
  logAll: pointwise("logAll"),
  log1pAll: pointwise("log1pAll"),
  sigmoidAll: pointwise("sigmoidAll"),
  tanhAll: pointwise("tanhAll"),
  logisticLoss({ call, m, n, input, unit, output, result }) {
    const [E, W, X, Y] = [output(m, n), input(m, n), input(m, n), unit(m, 1)]
    result(call.logisticLoss(...at(E), ...at(W), ...at(X), ...at(Y), m, n, 0.1, 2))
  },
  adam({ call, n, input, unit, output }) {
    const [P, G, M, V] = [output(1, n), input(1, n), output(1, n), unit(1, n)]
    call.adam(P.pointer, G.pointer, M.pointer, V.pointer, n, 0.01, 0.9, 0.999, 1e-8, 0.1, 0.001)
  },
  sgd: ({ call, n, input, output }) => call.sgd(output(1, n).pointer, input(1, n).pointer, n, 0.3, 0.1),
  momentum: ({ call, n, input, output }) =>
    call.momentum(output(1, n).pointer, input(1, n).pointer, output(1, n).pointer, n, 0.3, 0.9, 0.1),
  softmax: ({ call, m, n, input, output }) => call.softmax(...at(output(m, n)), ...at(input(m, n)), m, n),
  softmaxCrossEntropy({ call, arena, m, n, seed, input, unit, output, result }) {
    const labels = arena.integers(m)
    labels.values.set(Array.from({ length: m }, (_, i) => ((seed + i) % (n + 1)) - 1))
    const [E, Z, W] = [output(m, n), input(m, n), unit(1, m)]
    result(call.softmaxCrossEntropy(...at(E), ...at(Z), labels.pointer, W.pointer, m, n))
  },
  softmaxCurvature({ call, m, n, input, unit, output }) {
    const [out, P, R, W] = [output(m, n), unit(m, n), input(m, n), unit(1, m)]
    call.softmaxCurvature(...at(out), ...at(P), ...at(R), W.pointer, m, n)
  },
  squaredError({ call, m, n, input, unit, output, result }) {
    const [E, Y, T, W] = [output(m, n), input(m, n), input(m, n), unit(1, m)]
    result(call.squaredError(...at(E), ...at(Y), ...at(T), W.pointer, m, n, 0.3))
  },
  uniformFill: fill("uniformFill"),
  normalFill: fill("normalFill"),
  rankOne: ({ call, m, n, input, output }) =>
    call.rankOne(...at(output(m, n)), 0.7, input(1, m).pointer, input(1, n).pointer, m, n),
  matrixVector({ call, m, n, input, output }) {
    call.matrixVector(output(1, m).pointer, input(1, m).pointer, ...at(input(m, n)), input(1, n).pointer, m, n)
  },
  transposedMatrixVector({ call, m, n, input, output }) {
    call.transposedMatrixVector(
      output(1, n).pointer,
      input(1, n).pointer,
      ...at(input(m, n)),
      input(1, m).pointer,
      m,
      n,
    )
  },
  productBatch({ call, m, n, k, input, output }) {
    const [C, A, B] = [output(2 * m, n), input(2 * m, k), input(k, n)]
    const start = [...at(C), m * C.row] as const
    call.productBatch(2, ...start, ...start, ...at(A), 1, m * A.row, ...at(B), 0, m, n, k)
  },
  reinforceStateBytes: ({ call, result }) => result(call.reinforceStateBytes()),
  reinforce({ call, arena, bytes, k, seed, result }) {
    const [lanes, precision] = [16 / bytes, bytes === 4 ? "f32" : "f64"] as const
    const trials = Math.min(k, 33)
    const put = (rows: number, offset: number, of: (x: number, i: number) => number) => {
      const matrix = arena.matrix(rows + 1, lanes, precision)
      matrix.values.set(entries(seed + offset, rows * lanes).map(of))
      return matrix.pointer
    }
    const [loss, gradient] = [arena.matrix(1, lanes, "f64"), arena.matrix(6, lanes, "f64")]
    const state = arena.matrix(1, call.reinforceStateBytes() / bytes, precision)
    // Rates from 0 to 0.1 and adders from -0.1 to 0: rules that follow the choices, and do not amplify errors.
    const signs = [1, 1, -1, -1, 1, 1]
    const parameters = put(6, 0, (x, i) => (signs[Math.floor(i / lanes)]! * Math.abs(x)) / 30)
    const data = [
      put(trials, 1, (x) => x / 3),
      put(trials, 2, Math.sign),
      put(trials, 3, (x) => (x > 0 ? 1 : 0)),
    ] as const
    call.reinforce(loss.pointer, gradient.pointer, parameters, ...data, state.pointer, trials, 1)
    result(...loss.values, ...gradient.values)
  },
  leakyTanh: step("leakyTanh"),
  leakyRelu: step("leakyRelu"),
  leakyTanhBackward: back("leakyTanhBackward"),
  leakyReluBackward: back("leakyReluBackward"),
  leakyTanhTangent: tangent("leakyTanhTangent"),
  leakyReluTangent: tangent("leakyReluTangent"),
  leakyTanhTangentBackward: tangentBack("leakyTanhTangentBackward"),
  leakyReluTangentBackward: tangentBack("leakyReluTangentBackward"),
  tanhBackward: masked("tanhBackward"),
  mix: ({ call, n, input, output }) =>
    call.mix(output(1, n).pointer, 0.7, input(1, n).pointer, 0.4, input(1, n).pointer, n),
}

import assert from "node:assert/strict"
import type { Rank, Scalar, Tensor, Variable } from "@tensorflow/tfjs-core"
import { normal } from "../../../../lib/numerics/distributions.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { differenceProduct } from "../../../../lib/rules/tensorflow/difference-products.ts"
import { withRightDoubleDerivatives } from "../../../../lib/rules/tensorflow/double-derivatives.ts"
import { fromTensorFlow } from "../../../../lib/rules/tensorflow/objective.ts"
import { loadTensorFlow, type TensorFlow } from "../../../support/tensorflow.ts"

let tf: TensorFlow

interface Curve {
  readonly f: (x: Tensor) => Tensor
  readonly second: (x: number) => number
}

/** Functions of a number x, with their second derivatives. */
const curves: Readonly<Record<string, Curve>> = {
  tanh: { f: (x) => tf.tanh(x), second: (x) => -2 * Math.tanh(x) * (1 - Math.tanh(x) ** 2) },
  exp: { f: (x) => tf.exp(x), second: Math.exp },
  sigmoid: {
    f: (x) => tf.sigmoid(x),
    second: (x) => (Math.exp(-x) * (Math.exp(-x) - 1)) / (1 + Math.exp(-x)) ** 3,
  },
  elu: { f: (x) => tf.elu(x), second: (x) => (x > 0 ? 0 : Math.exp(x)) },
  "a cube": { f: (x) => tf.pow(tf.add(2, x), tf.scalar(3)), second: (x) => 6 * (2 + x) },
  "the square of a clipped value": {
    f: (x) => tf.square(tf.clipByValue(x, -1, 1)),
    second: (x) => (Math.abs(x) < 1 ? 2 : 0),
  },
}
const points = [-1.3, -0.4, 0.3, 0.9]

/** sum_i f(x_i), whose Hessian is diagonal. */
function curveObjective(f: (x: Tensor) => Tensor, options = {}) {
  const x = tf.variable(tf.tensor1d(points))
  return fromTensorFlow(tf, { variables: [x], loss: () => tf.sum<Scalar>(f(x)) }, options)
}

const ones = new Float32Array(points.length).fill(1)

describe("an objective of TensorFlow.js", () => {
  before(async () => {
    tf = await loadTensorFlow("cpu")
  })

  for (const [name, { f, second }] of Object.entries(curves))
    it(`has the second derivatives of ${name} that calculus gives, twice differentiated`, () => {
      const product = curveObjective(f, { hessianVector: "differentiation" }).at(points).hessianVector(ones)
      for (const [i, x] of points.entries()) assert.ok(Math.abs(product[i]! - second(x)) < 1e-5, `${x}: ${product[i]}`)
    })

  it("is needed: by itself TensorFlow.js gets the second derivative of a square of tanh wrong (issue 3252)", () => {
    const f = (x: Tensor) => tf.sum(tf.square(tf.tanh(x)))
    const twice = () =>
      Array.from(
        tf
          .grad((x) => tf.sum(tf.grad(f)(x)))(tf.tensor1d(points))
          .dataSync(),
      )
    const right = points.map((x) => 2 * (1 - Math.tanh(x) ** 2) * (1 - 3 * Math.tanh(x) ** 2))
    const error = (values: readonly number[]) => Math.max(...values.map((value, i) => Math.abs(value - right[i]!)))
    assert.ok(error(twice()) > 0.1)
    assert.ok(error(withRightDoubleDerivatives(tf, twice)) < 1e-5)
  })

  it("leaves TensorFlow.js as it was, also where the work throws", () => {
    const before = ["Tanh", "Exp", "LogicalAnd", "EluGrad"].map((name) => tf.getGradient(name))
    assert.throws(
      () =>
        withRightDoubleDerivatives(tf, () => {
          throw new RangeError("the work")
        }),
      /the work/,
    )
    assert.deepEqual(
      ["Tanh", "Exp", "LogicalAnd", "EluGrad"].map((name) => tf.getGradient(name)),
      before,
    )
  })

  it("falls back on differences where an operation has a gradient of its own, and says so", () => {
    const objective = curveObjective((x) => tf.slice(tf.square(tf.logSoftmax(x)), 0, 1))
    const product = objective.at(points).hessianVector([1, 0, 0, 0])
    const exps = points.map(Math.exp)
    const p = exps.map((e) => e / exps.reduce((a, b) => a + b))
    const slope = p.map((q, i) => (i === 0 ? 1 - q : -q))
    const expected = p.map((q, i) => 2 * slope[0]! * slope[i]! + 2 * Math.log(p[0]!) * (p[0]! * q - (i === 0 ? q : 0)))
    for (const [i, value] of expected.entries())
      assert.ok(Math.abs(product[i]! - value) < 2e-4, `${product[i]} ${value}`)
    assert.equal(objective.products().way, "differences")
    assert.match(objective.products().because, /^differentiating twice is .* % off/)
  })

  it("refuses to be wrong where differentiation alone was asked for", () => {
    const objective = curveObjective((x) => tf.slice(tf.square(tf.logSoftmax(x)), 0, 1), {
      hessianVector: "differentiation",
    })
    assert.throws(
      () => objective.at(points).hessianVector(ones.map((_, i) => i)),
      /% off .*"differences" does without$/,
    )
  })

  it("takes rounding for what it is along a direction without curvature", () => {
    const objective = curveObjective((x) => tf.tanh(tf.sum(x)), { hessianVector: "differentiation" })
    const product = objective.at(points).hessianVector([1, -1, 1, -1])
    assert.ok(Math.max(...product.map(Math.abs)) < 1e-6)
  })

  it("falls back where TensorFlow.js has no second derivative", () => {
    const objective = curveObjective((x) => tf.maxPool(tf.reshape<Rank.R4>(tf.square(x), [1, 2, 2, 1]), 2, 1, "valid"))
    const product = objective.at(points).hessianVector(ones)
    assert.ok(Math.abs(product[0]! - 2) < 1e-3 && Math.abs(product[1]!) < 1e-3)
    assert.match(objective.products().because, /cannot differentiate twice/)
  })

  it("refuses a loss that is random", () => {
    const objective = curveObjective((x) => tf.mul(tf.randomNormal([4]), tf.square(x)))
    assert.throws(() => objective.at(points).hessianVector(ones), /kinks or is random/)
  })

  it("keeps no tensor behind", () => {
    const objective = curveObjective((x) => tf.tanh(x))
    const before = tf.memory().numTensors
    objective.at(points).hessianVector(ones)
    assert.equal(tf.memory().numTensors, before)
  })

  it("moves the variables to its points, stays there after differences, and puts them back", () => {
    const x = tf.variable(tf.tensor1d(points))
    const loss = () => tf.sum<Scalar>(tf.exp(x))
    const objective = fromTensorFlow(tf, { variables: [x], loss }, { hessianVector: "differences" })
    const start = objective.parameters()
    const first = objective.at([1, 2, 3, 4])
    first.hessianVector(ones)
    assert.deepEqual([...x.dataSync()], [1, 2, 3, 4])
    objective.at(points)
    assert.throws(() => first.gradient(), /moved on/)
    objective.at([0, 0, 0, 0])
    objective.dispose()
    assert.deepEqual(x.dataSync(), start)
  })

  it("gives parts on which the loss does not depend derivatives of 0", () => {
    const [used, idle] = [tf.variable(tf.scalar(2)), tf.variable(tf.tensor1d([1, 1]))]
    const objective = fromTensorFlow(tf, { variables: [idle, used], loss: () => tf.square<Scalar>(used) })
    const point = objective.at([1, 1, 2])
    assert.deepEqual([...point.gradient()], [0, 0, 4])
    assert.deepEqual([...point.hessianVector([5, 5, 1])], [0, 0, 2])
  })

  it("takes what has the doors of a layered model, inputs and targets in the order of tf.losses", () => {
    const weights: Variable = tf.variable(tf.tensor2d([[1], [2]]))
    const model = {
      trainableWeights: [{ read: () => weights }],
      apply: (inputs: Tensor | Tensor[]) => tf.matMul(inputs as Tensor, weights),
    }
    const inputs = tf.tensor2d([
      [1, 0],
      [0, 1],
      [1, 1],
    ])
    const targets = tf.tensor2d([[0], [0], [0]])
    const loss = (target: Tensor, output: Tensor) => tf.mean(tf.square(tf.sub(output, target)))
    const objective = fromTensorFlow(tf, { model, inputs, targets, loss })
    const point = objective.at(objective.parameters())
    assert.ok(Math.abs(point.loss - 14 / 3) < 1e-6)
    assert.deepEqual(
      [...point.hessianVector([1, 0])].map((value) => Math.round(value * 3)),
      [4, 2],
    )
  })

  it("refuses what it cannot take", () => {
    const x = tf.variable(tf.tensor1d(points))
    const loss = () => tf.square(x)
    assert.throws(() => fromTensorFlow(tf, { variables: [x], loss }, { step: 1 } as never), /no option "step"/)
    assert.throws(() => fromTensorFlow(tf, { variables: [x], loss }, { differenceStep: 0 }), /above 0, got 0/)
    assert.throws(() => fromTensorFlow(tf, { variables: [x] } as never), /takes \{ model, inputs, targets, loss \} or/)
    assert.throws(() => fromTensorFlow(tf, { variables: [], loss }), /no variable/)
    assert.throws(() => fromTensorFlow(tf, { variables: [tf.scalar(1) as never], loss }), /variable 0 is not a tf.Var/)
    assert.throws(() => fromTensorFlow(tf, { variables: [x], loss }).at(points), /one number, got shape \[4\]/)
    const objective = curveObjective((y) => tf.square(y))
    assert.throws(() => objective.at([1]), /expected 4 numbers, got 1/)
    assert.throws(() => objective.at(points).hessianVector([1]), /expected 4 numbers, got 1/)
  })
})

describe("products by differences", () => {
  it("have an error of the fourth order in the step", () => {
    const w = normal(key(1), 6)
    const v = normal(key(2), 6)
    const exact = v.map((value, i) => value * Math.exp(w[i]!))
    const error = (step: number) => {
      const { product } = differenceProduct((x) => Array.from(x, Math.exp), w, v, step)
      return Math.hypot(...product.map((value, i) => value - exact[i]!))
    }
    const order = Math.log2(error(0.08) / error(0.04))
    assert.ok(Math.abs(order - 4) < 0.1, `order ${order}`)
  })
})

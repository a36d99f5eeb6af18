import type { Objective, ObjectivePoint } from "../../numerics/objective.ts"
import { choiceOption, numberOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { differenceProduct, relativeGap } from "./difference-products.ts"
import { withRightDoubleDerivatives } from "./double-derivatives.ts"
import { type FlatVariables, flatVariables } from "./flat-variables.ts"
import { type FlowSource, lossAndVariables } from "./sources.ts"
import type { FlowTensor, FlowVariable, TensorFlow } from "./types.ts"

const ways = ["automatic", "differentiation", "differences"] as const

/** Options of `fromTensorFlow`. */
export interface FromTensorFlowOptions {
  /**
   * How Hessian-vector products are made: "differentiation" of the gradient, checked against differences at every point and refused where
   * it is wrong; "differences" of gradients; "automatic", which is the first, and the second once the first was found wrong.
   * "automatic" where absent.
   */
  readonly hessianVector?: (typeof ways)[number]
  /** Step of differences, as a share of 1 + |w|; 0.001 where absent. */
  readonly differenceStep?: number
}

/** An objective of TensorFlow.js. */
export interface TensorFlowObjective extends Objective {
  /** The backend that computes: "tensorflow" (native), "wasm" or "cpu". */
  readonly backend: string
  /** The values that the variables have now, one after the other: a point to begin with. */
  parameters(): Float32Array
  /** How products are made at present, and why differences are, where they were not asked for. */
  products(): { readonly way: "differentiation" | "differences"; readonly because: string }
}

/** Products of both kinds agree up to this share, above which differentiation counts as wrong. */
const agreement = 0.02
/** Differences over one and two steps may be apart by this share; above, the loss is not smooth at this step. */
const smoothness = 0.2
/** Shares of the step that are tried: kinks want a short one, rounding a long one. */
const shorter = [1, 1 / 8, 1 / 64] as const

/**
 * The loss of a model of TensorFlow.js as a function of its trainable variables, laid end to end, so that every analysis of an objective
 * takes it: networks that nobody has derived by hand.
 *
 * Loss and gradient are those of TensorFlow.js in f32. Hessian-vector products are exact up to rounding where they come from
 * differentiating twice, which covers tanh, exp, sigmoid, softmax, elu, powers and extrema in spite of tfjs issue 3252. It does not cover
 * operations with gradients of their own, `tf.logSoftmax`, `tf.logSigmoid`, `tf.losses.softmaxCrossEntropy` and all of `tf.customGrad`, nor
 * pooling by maxima; x - `tf.logSumExp`(x) is covered. The first product at a point is checked against differences of five points, off by
 * O(step^4) and some 1e-4 by rounding, more at the kinks of ReLU, which take the place of differentiation where that is wrong or unknown to TensorFlow.js. Where
 * differences over one and two steps are far apart, too, as with a random loss or kinks in a small batch, the product throws.
 *
 * The model's variables are moved to each point that is asked for; `dispose` puts them back. Models are applied as for inference, without
 * dropout. The backend must answer at once (`dataSync`): cpu, wasm, native; not WebGPU.
 * @param tf TensorFlow.js as the user has it, its backend chosen, as by `loadTensorFlow`.
 * @param source a layered model with a batch and a loss, or variables and a function of them.
 * @throws TypeError on an unknown option, RangeError on an impossible value; a product throws where it would be nonsense.
 */
export function fromTensorFlow(
  tf: TensorFlow,
  source: FlowSource,
  options: FromTensorFlowOptions = {},
): TensorFlowObjective {
  refuseUnknownKeys("fromTensorFlow", options, ["hessianVector", "differenceStep"])
  const asked = choiceOption("fromTensorFlow: hessianVector", options.hessianVector ?? "automatic", ways)
  const step = numberOption("fromTensorFlow: differenceStep", options.differenceStep ?? 0.001, 0)
  const { loss, variables } = lossAndVariables(source)
  const flat = flatVariables(tf, variables)
  const start = flat.read()
  const derivatives = createDerivatives(tf, flat, variables, loss)
  const choice = chooser(asked, step, derivatives)
  let current = 0

  function at(parameters: ArrayLike<number>): ObjectivePoint {
    checkLength("the parameters of an objective", parameters, flat.size)
    const point = Float32Array.from(parameters)
    const value = derivatives.lossAndGradient(point)
    const { loss, gradient } = value
    current += 1
    const mine = current
    const multiply = choice.at(point, Number.isFinite(loss))
    const still = () => {
      if (mine !== current) throw new Error("the objective has moved on to another point since")
    }
    return Object.freeze({
      loss,
      gradient() {
        still()
        return gradient.slice()
      },
      hessianVector(direction) {
        still()
        checkLength("a direction", direction, flat.size)
        const product = multiply(direction)
        // Differences leave the variables beside the point.
        flat.write(point)
        return product
      },
    } satisfies ObjectivePoint)
  }

  return Object.freeze({
    parameterCount: flat.size,
    mode: "fast",
    precision: "f32",
    backend: tf.getBackend(),
    parameters: flat.read,
    products: choice.present,
    at,
    dispose: () => flat.write(start),
  } satisfies TensorFlowObjective)
}

interface Derivatives {
  lossAndGradient(parameters: ArrayLike<number>): { readonly loss: number; readonly gradient: Float32Array }
  twice(parameters: ArrayLike<number>, direction: ArrayLike<number>): Float32Array
}

function createDerivatives(
  tf: TensorFlow,
  flat: FlatVariables,
  variables: readonly FlowVariable[],
  loss: () => FlowTensor,
): Derivatives {
  const differentiate = (scalar: () => FlowTensor) => tf.variableGrads(scalar as () => never, variables as never[])
  const settled = <Result>(parameters: ArrayLike<number>, work: () => Result): Result => {
    flat.write(parameters)
    const results: Result[] = []
    tf.tidy(() => void results.push(work()))
    return results[0]!
  }
  return {
    lossAndGradient: (parameters) =>
      settled(parameters, () => {
        const { value, grads } = differentiate(loss)
        return { loss: value.dataSync()[0]!, gradient: flat.collect(grads) }
      }),
    twice: (parameters, direction) =>
      withRightDoubleDerivatives(tf, () =>
        settled(parameters, () => {
          const along = flat.tensors(direction)
          const slope = () => {
            const { grads } = differentiate(loss)
            const terms = variables.flatMap(({ name }, i) => {
              const gradient = grads[name]
              return gradient === undefined ? [] : [tf.sum(tf.mul(gradient as never, along[i]! as never) as never)]
            })
            return tf.addN(terms as never[])
          }
          return flat.collect(differentiate(slope).grads)
        }),
      ),
  }
}

/** Makes products at points, and remembers whether differentiating twice was found wrong. */
function chooser(asked: (typeof ways)[number], step: number, { lossAndGradient, twice }: Derivatives) {
  let wrong = asked === "differences" ? "it was asked for" : ""

  /** Differences along a direction over steps that get shorter, as far as they are asked for. */
  function* differences(point: Float32Array, direction: ArrayLike<number>) {
    for (const share of shorter)
      yield differenceProduct((w) => lossAndGradient(w).gradient, point, direction, share * step)
  }

  function smoothDifferences(point: Float32Array, direction: ArrayLike<number>): Float32Array {
    let least = Number.POSITIVE_INFINITY
    for (const { product, disagreement } of differences(point, direction)) {
      if (disagreement <= smoothness) return Float32Array.from(product)
      least = Math.min(least, disagreement)
    }
    throw new Error(
      `differences of gradients over one and two steps are ${percent(least)} apart at differenceStep ${step} and below: the loss has kinks or is random; try another differenceStep or a larger batch`,
    )
  }

  /** Why differentiating twice is wrong at a point along a direction; "" where it is right. */
  function faultOf(point: Float32Array, direction: ArrayLike<number>): string {
    let exact: Float32Array
    try {
      exact = twice(point, direction)
    } catch (error) {
      return `TensorFlow.js cannot differentiate twice: ${(error as Error).message}`
    }
    let least = Number.POSITIVE_INFINITY
    let allowsRounding = true
    for (const { product, rounding } of differences(point, direction)) {
      least = Math.min(least, relativeGap(exact, product, allowsRounding ? rounding : 0))
      // Over shorter steps rounding would hide an error.
      allowsRounding = false
      if (least <= agreement) return ""
    }
    return `differentiating twice is ${percent(least)} off what differences of gradients give`
  }

  function at(point: Float32Array, finite: boolean) {
    let checked = !finite
    return (direction: ArrayLike<number>): Float32Array => {
      if (!checked && wrong === "") wrong = faultOf(point, direction)
      checked = true
      if (wrong === "") return twice(point, direction)
      if (asked === "differentiation") throw new Error(`${wrong}; hessianVector "differences" does without`)
      return smoothDifferences(point, direction)
    }
  }
  const present = () =>
    Object.freeze({ way: wrong === "" ? "differentiation" : "differences", because: wrong } as const)
  return { at, present }
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`
}

function checkLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length) throw new RangeError(`${what}: expected ${length} numbers, got ${values.length}`)
}

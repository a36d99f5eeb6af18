import type { FlowGradient, FlowTensor, TensorFlow } from "./types.ts"

/** Kernels whose slope TensorFlow.js takes from their result, with the names of their inputs. */
const slopesFromResults: Readonly<Record<string, readonly string[]>> = {
  Elu: ["x"],
  Exp: ["x"],
  LogSoftmax: ["logits"],
  Max: ["x"],
  Min: ["x"],
  Pow: ["a", "b"],
  Sigmoid: ["x"],
  Softmax: ["logits"],
  Tanh: ["x"],
}

/** Kernels that answer yes or no, with the names of their inputs: slopes of slopes go through them, and are 0. */
const yesOrNo: Readonly<Record<string, readonly string[]>> = {
  Equal: ["a", "b"],
  NotEqual: ["a", "b"],
  Greater: ["a", "b"],
  GreaterEqual: ["a", "b"],
  Less: ["a", "b"],
  LessEqual: ["a", "b"],
  LogicalAnd: ["a", "b"],
  LogicalOr: ["a", "b"],
  LogicalNot: ["x"],
}

/** A gradient as `FlowGradient`, with the types that it is called with. */
interface Slope {
  readonly kernelName: string
  readonly inputsToSave?: readonly string[]
  readonly outputsToSave?: readonly boolean[]
  gradFunc(slope: unknown, saved: readonly FlowTensor[], attributes: unknown): Record<string, () => unknown>
}

/**
 * Runs `work` while derivatives of derivatives are right.
 *
 * TensorFlow.js keeps a copy of a kernel's result on its tape before the kernel itself, so that a second derivative takes the copy for
 * a constant: those of tanh, exp, sigmoid, softmax and others come out wrong, without a word (tensorflow/tfjs issue 3252). While
 * `work` runs, their gradients save the inputs instead and compute the result anew, which is on the tape where it should be. Comparisons
 * and the slope of elu get the gradients that they lack. What the user's TensorFlow.js knew before is registered again at the end. Operations that are made with `tf.customGrad`, such as
 * `tf.losses.softmaxCrossEntropy`, are out of reach.
 */
export function withRightDoubleDerivatives<Result>(tf: TensorFlow, work: () => Result): Result {
  const before: FlowGradient[] = []
  const added: string[] = []
  try {
    for (const [name, inputs] of Object.entries(slopesFromResults)) {
      const gradient = tf.getGradient(name)
      if (!gradient?.outputsToSave?.some(Boolean)) continue
      before.push(gradient)
      tf.unregisterGradient(name)
      tf.registerGradient(fromInputs(tf, gradient as unknown as Slope, inputs) as never)
    }
    for (const gradient of missing(tf)) {
      tf.registerGradient(gradient as never)
      added.push(gradient.kernelName)
    }
    return work()
  } finally {
    for (const name of [...before.map(({ kernelName }) => kernelName), ...added]) tf.unregisterGradient(name)
    for (const gradient of before) tf.registerGradient(gradient as never)
  }
}

/** Gradients of kernels that TensorFlow.js has none of. */
function missing(tf: TensorFlow): Slope[] {
  const run = (name: string, inputs: object, attributes?: object) =>
    tf.engine().runKernel(name, inputs as never, attributes as never)
  const flat = Object.entries(yesOrNo).map(([kernelName, names]) => ({
    kernelName,
    inputsToSave: names,
    gradFunc: (_slope: unknown, saved: readonly FlowTensor[]) =>
      Object.fromEntries(names.map((name, i) => [name, () => tf.zeros([...saved[i]!.shape])])),
  }))
  // EluGrad gives dy where the result y of elu is above 0, dy (y + 1) elsewhere.
  const elu: Slope = {
    kernelName: "EluGrad",
    inputsToSave: ["dy", "y"],
    gradFunc: (slope, [dy, y]) => ({
      dy: () => run("EluGrad", { dy: slope, y }),
      y() {
        const below = run("Step", { x: run("Neg", { x: y }) }, { alpha: 0 })
        return run("Multiply", { a: slope, b: run("Multiply", { a: dy, b: below }) })
      },
    }),
  }
  return [...flat, elu].filter(({ kernelName }) => tf.getGradient(kernelName) === undefined)
}

/** The same gradient, with results made anew from saved inputs. */
function fromInputs(tf: TensorFlow, gradient: Slope, names: readonly string[]): Slope {
  const { kernelName, inputsToSave = [], outputsToSave = [] } = gradient
  return {
    kernelName,
    inputsToSave: [...names],
    gradFunc(slope, saved, attributes) {
      const inputs = Object.fromEntries(names.map((name, i) => [name, saved[i]!]))
      const made = tf.engine().runKernel(kernelName, inputs as never, attributes as never)
      const results = (Array.isArray(made) ? made : [made]) as FlowTensor[]
      const kept = results.filter((_, i) => outputsToSave[i])
      return gradient.gradFunc(slope, [...inputsToSave.map((name) => inputs[name]!), ...kept], attributes)
    },
  }
}

/** What is asked of a tensor of TensorFlow.js, of whatever version. */
export interface FlowTensor {
  readonly shape: readonly number[]
  readonly size: number
  dataSync(): ArrayLike<number>
}

/** What is asked of a variable of TensorFlow.js. */
export interface FlowVariable extends FlowTensor {
  readonly name: string
  assign(value: FlowTensor): void
}

/** What is asked of a layered model (tf.LayersModel). */
export interface FlowModel {
  /** Weights that are trained, each of which reads as its variable. */
  readonly trainableWeights: readonly { read(): FlowTensor }[]
  apply(inputs: never, settings?: { training?: boolean }): unknown
}

/** How TensorFlow.js differentiates a kernel. */
export interface FlowGradient {
  readonly kernelName: string
  readonly inputsToSave?: string[]
  readonly saveAllInputs?: boolean
  readonly outputsToSave?: boolean[]
  readonly gradFunc: (slope: never, saved: never[], attributes: never) => Record<string, () => unknown>
}

/**
 * What is asked of TensorFlow.js, which the user hands in, with its backend chosen: `@tensorflow/tfjs`, `@tensorflow/tfjs-node`, or
 * `@tensorflow/tfjs-core` with its gradients registered.
 */
export interface TensorFlow {
  getBackend(): string
  tidy(work: () => void): void
  tensor(values: Float32Array, shape: number[]): FlowTensor
  variableGrads(
    loss: () => never,
    variables: never[],
  ): { readonly value: FlowTensor; readonly grads: Readonly<Record<string, FlowTensor>> }
  mul(a: never, b: never): FlowTensor
  sum(a: never): FlowTensor
  zeros(shape: number[]): FlowTensor
  addN(terms: never[]): FlowTensor
  engine(): { runKernel(name: string, inputs: never, attributes?: never): unknown }
  getGradient(kernelName: string): FlowGradient | undefined
  registerGradient(gradient: never): void
  unregisterGradient(kernelName: string): void
}

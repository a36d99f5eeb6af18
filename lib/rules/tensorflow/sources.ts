import { refuseUnknownKeys } from "../../numerics/options.ts"
import type { FlowModel, FlowTensor, FlowVariable } from "./types.ts"

/** A layered model (tf.LayersModel) with a batch and a loss. */
export interface FlowModelSource {
  readonly model: FlowModel
  /** What the model is applied to. */
  readonly inputs: FlowTensor | readonly FlowTensor[]
  /** What its outputs should be. */
  readonly targets: FlowTensor
  /** Loss of the batch, one number; its arguments come in the order of `tf.losses`. */
  readonly loss: (targets: never, outputs: never) => FlowTensor
}

/** Variables and a loss that depends on them. */
export interface FlowFunctionSource {
  readonly variables: readonly FlowVariable[]
  readonly loss: () => FlowTensor
}

/** What an objective of TensorFlow.js is made of. */
export type FlowSource = FlowModelSource | FlowFunctionSource

/**
 * The variables of a source and its loss as a scalar function of them.
 * @throws TypeError where it is neither kind of source or has no variables.
 */
export function lossAndVariables(source: FlowSource): FlowFunctionSource {
  if ("model" in source) return ofModel(source)
  refuseUnknownKeys("fromTensorFlow: the source", source, ["variables", "loss"])
  const { variables, loss } = source
  if (typeof loss !== "function" || !Array.isArray(variables))
    throw new TypeError("fromTensorFlow takes { model, inputs, targets, loss } or { variables, loss }")
  checkVariables(variables)
  return { variables, loss: () => scalar(loss()) }
}

function ofModel(source: FlowModelSource): FlowFunctionSource {
  refuseUnknownKeys("fromTensorFlow: the source", source, ["model", "inputs", "targets", "loss"])
  const { model, inputs, targets, loss } = source
  const variables = model.trainableWeights.map((weight) => weight.read() as FlowVariable)
  checkVariables(variables)
  const applied = (Array.isArray(inputs) ? [...inputs] : inputs) as never
  return {
    variables,
    loss: () => scalar(loss(targets as never, model.apply(applied, { training: false }) as never)),
  }
}

function checkVariables(variables: readonly FlowVariable[]): void {
  if (variables.length === 0) throw new TypeError("fromTensorFlow: there is no variable to be trained")
  for (const [i, variable] of variables.entries())
    if (typeof variable?.assign !== "function")
      throw new TypeError(`fromTensorFlow: variable ${i} is not a tf.Variable, which tf.variable(tensor) makes`)
}

function scalar(loss: FlowTensor): FlowTensor {
  if (loss.size !== 1) throw new TypeError(`fromTensorFlow: the loss must be one number, got shape [${loss.shape}]`)
  return loss
}

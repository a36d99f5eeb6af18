import type { FlowTensor, FlowVariable, TensorFlow } from "./types.ts"

/** The variables of a model as one flat vector. */
export interface FlatVariables {
  readonly size: number
  /** Copies all values. */
  read(): Float32Array
  /** Sets all variables. */
  write(values: ArrayLike<number>): void
  /** Copies derivatives by name into one vector; those of variables that the loss does not depend on are 0. */
  collect(derivatives: Readonly<Record<string, FlowTensor>>): Float32Array
  /** Tensors of the variables' shapes with these values, to be made and used within `tf.tidy`. */
  tensors(values: ArrayLike<number>): FlowTensor[]
}

/** Lays variables out one after the other, each in the order of its own values. */
export function flatVariables(tf: TensorFlow, variables: readonly FlowVariable[]): FlatVariables {
  let size = 0
  const places = variables.map((variable) => {
    const first = size
    size += variable.size
    return { variable, first, length: variable.size }
  })
  const tensors = (values: ArrayLike<number>) => {
    const all = Float32Array.from(values)
    return places.map(({ variable, first, length }) => tf.tensor(all.slice(first, first + length), [...variable.shape]))
  }
  const gather = (tensorOf: (variable: FlowVariable) => FlowTensor | undefined) => {
    const flat = new Float32Array(size)
    for (const { variable, first } of places) flat.set(tensorOf(variable)?.dataSync() ?? [], first)
    return flat
  }
  return {
    size,
    tensors,
    read: () => gather((variable) => variable),
    collect: (derivatives) => gather(({ name }) => derivatives[name]),
    write(values) {
      tf.tidy(() => {
        for (const [i, tensor] of tensors(values).entries()) variables[i]!.assign(tensor)
      })
    },
  }
}

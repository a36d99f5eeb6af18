import type { NumberArray, TextArray } from "../elements.ts"

/** An array of objects, in order of rows. */
export interface ObjectArray {
  readonly shape: readonly number[]
  readonly values: readonly PickleValue[]
}

/** What a data-only pickle can hold: tuples are arrays, dictionaries are maps, booleans of NumPy are 0 and 1. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly PickleValue[]
  | ReadonlyMap<PickleKey, PickleValue>
  | PickledArray

/** What a key of a pickled dictionary can be. */
export type PickleKey = null | boolean | number | string

/** An array of NumPy out of a pickle; its elements are filled in once its state is read. */
export class PickledArray {
  content: NumberArray | TextArray | ObjectArray | null = null
}

/** A type of NumPy out of a pickle. */
export class PickledType {
  /** Letter and size, such as "f8". */
  readonly code: string
  /** "<", ">" or "|". */
  order = "|"

  constructor(code: string) {
    this.code = code
  }

  /** NumPy's name of the type. */
  get descr(): string {
    return `${this.order === "=" ? "<" : this.order}${this.code}`
  }
}

/** One of the few functions and classes that a data-only pickle may name. */
export class PickledGlobal {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** What stands on the stack of the machine. */
export type StackValue = PickleValue | PickledType | PickledGlobal

import { Buffer } from "node:buffer"
import { type Place, readElements } from "../elements.ts"
import type { PickleSource } from "./source.ts"
import { PickledArray, PickledGlobal, PickledType, type PickleValue, type StackValue } from "./values.ts"

/** What may be named in a pickle of data, with the module it is named in by old and new versions; all else is refused. */
const allowed: Readonly<Record<string, string>> = {
  "numpy.core.multiarray _reconstruct": "_reconstruct",
  "numpy._core.multiarray _reconstruct": "_reconstruct",
  "numpy.core.multiarray scalar": "scalar",
  "numpy._core.multiarray scalar": "scalar",
  "numpy.core.numeric _frombuffer": "_frombuffer",
  "numpy._core.numeric _frombuffer": "_frombuffer",
  "numpy ndarray": "ndarray",
  "numpy dtype": "dtype",
  "_codecs encode": "encode",
  "__builtin__ bytes": "bytes",
  "builtins bytes": "bytes",
  "__builtin__ bytearray": "bytes",
  "builtins bytearray": "bytes",
}

/** Looks up a name; nothing is ever imported or called by it. */
export function findGlobal(module: string, name: string, source: PickleSource): PickledGlobal {
  const known = Object.hasOwn(allowed, `${module} ${name}`) ? allowed[`${module} ${name}`] : undefined
  if (known !== undefined) return new PickledGlobal(known)
  const quoted = JSON.stringify(`${module}.${name}`.slice(0, 120))
  return source.refuse(
    `asks for ${quoted}; accepted are dictionaries, lists, tuples, texts, bytes, numbers and arrays of NumPy, and nothing is run`,
  )
}

/** Makes the few objects of data-only pickles; it counts what it makes, since one piece of data can be named many times. */
export class Maker {
  readonly #source: PickleSource
  readonly #place: Place
  #elements: number

  constructor(source: PickleSource, place: Place) {
    this.#source = source
    this.#place = place
    // Every element stands in the bytes of the pickle at least once; a few small ones are shared.
    this.#elements = source.bytes.length + 65_536
  }

  /** What a call of a global would give. */
  call(callee: StackValue, given: StackValue): StackValue {
    if (!(callee instanceof PickledGlobal) || !Array.isArray(given)) {
      return this.#source.refuse("calls what is no function")
    }
    const values = given as readonly StackValue[]
    if (callee.name === "_reconstruct" && isGlobal(values[0], "ndarray")) return new PickledArray()
    if (callee.name === "dtype" && typeof values[0] === "string") return new PickledType(values[0])
    if (callee.name === "encode" && typeof values[0] === "string") return this.#encoded(values[0], values[1])
    if (callee.name === "bytes") return this.#bytes(values)
    if (callee.name === "scalar") return this.#scalar(values)
    if (callee.name === "_frombuffer") return this.#fromBuffer(values)
    return this.#source.refuse(`calls ${callee.name} with values it does not take`)
  }

  /** Gives an array or a type its state. */
  build(target: StackValue, state: StackValue): void {
    const values = Array.isArray(state) ? (state as readonly StackValue[]) : []
    if (target instanceof PickledType && values.length >= 3) {
      const [, order, subtype, names] = values
      const plain = (value: StackValue | undefined): boolean => value === null || value === undefined
      if (typeof order === "string" && /^[<>|=]$/.test(order) && plain(subtype) && plain(names)) target.order = order
      else this.#source.refuse("holds an array of records; accepted are arrays of one type")
      return
    }
    if (target instanceof PickledArray && target.content === null && values.length === 5) {
      const [, shape, type, fortran, data] = values
      target.content = this.#content(shape, type, fortran === true || fortran === 1, data)
      return
    }
    this.#source.refuse("sets the state of what has none")
  }

  #content(shape: StackValue, type: StackValue, fortran: boolean, data: StackValue): PickledArray["content"] {
    if (!isShape(shape) || !(type instanceof PickledType))
      return this.#source.refuse("has an array without shape or type")
    const count = shape.reduce((product, length) => product * length, 1)
    this.#count(count)
    if (/^O/.test(type.code)) {
      if (!Array.isArray(data) || data.length !== count || (fortran && shape.length > 1)) {
        return this.#source.refuse(`has an array of objects that do not fit its shape (${shape.join(", ")})`)
      }
      return { shape, values: [...(data as readonly PickleValue[])] }
    }
    return readElements(type.descr, shape, this.#raw(data), fortran, this.#place)
  }

  #fromBuffer([data, type, shape, order]: readonly StackValue[]): PickledArray {
    const array = new PickledArray()
    array.content = this.#content(shape!, type!, order === "F", data!)
    return array
  }

  #scalar([type, data]: readonly StackValue[]): PickleValue {
    if (!(type instanceof PickledType)) return this.#source.refuse("has a scalar without a type")
    if (/^O/.test(type.code)) return this.#source.refuse("has a scalar that is an object")
    return readElements(type.descr, [], this.#raw(data!), false, this.#place).values[0]!
  }

  #raw(data: StackValue): Uint8Array {
    if (data instanceof Uint8Array) return data
    // Python 2 wrote bytes as text.
    if (typeof data === "string") return this.#encoded(data, "latin1")
    return this.#source.refuse("has an array without data")
  }

  #encoded(text: string, encoding: StackValue | undefined): Uint8Array {
    this.#count(text.length)
    if (encoding !== "latin1" && encoding !== "latin-1") return this.#source.refuse("encodes text other than in latin1")
    if (!/^[\0-\xff]*$/.test(text)) return this.#source.refuse("has bytes beyond 255")
    return Buffer.from(text, "latin1")
  }

  #bytes([data, encoding, ...rest]: readonly StackValue[]): Uint8Array {
    if (data === undefined) return new Uint8Array(0)
    if (data instanceof Uint8Array && encoding === undefined) return data
    if (typeof data === "string" && rest.length === 0) return this.#encoded(data, encoding)
    return this.#source.refuse("makes bytes of what are none")
  }

  #count(made: number): void {
    this.#elements -= made
    if (!(this.#elements >= 0)) this.#source.refuse("makes more elements than it has bytes")
  }
}

function isGlobal(value: StackValue | undefined, name: string): boolean {
  return value instanceof PickledGlobal && value.name === name
}

function isShape(value: StackValue): value is readonly number[] {
  return (
    Array.isArray(value) && value.length <= 32 && value.every((length) => Number.isSafeInteger(length) && length >= 0)
  )
}

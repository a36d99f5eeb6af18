import { types } from "node:util"

// Reads values of user code without running any of it: no getter, no trap of a proxy, no method that a class overrides.

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object
const { apply } = Reflect

/** What is read of a property that has a getter. */
export const ACCESSOR = Symbol("accessor")

/**
 * The own value of a property, `ACCESSOR` where reading it would run a getter, undefined where there is none.
 * @param object no proxy and no module namespace
 */
export function ownValue(object: object, key: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(object, key)
  if (descriptor === undefined) return undefined
  return hasOwn(descriptor, "value") ? descriptor.value : ACCESSOR
}

/**
 * Name of the class an object is made of, `Object` where it cannot be known without running code.
 * @param object no proxy
 */
export function constructorName(object: object): string {
  for (let at = getPrototypeOf(object); at !== null && !types.isProxy(at); at = getPrototypeOf(at)) {
    const made = ownValue(at, "constructor")
    const name = typeof made === "function" && !types.isProxy(made) ? ownValue(made, "name") : undefined
    if (typeof name === "string" && name !== "") return name
  }
  return "Object"
}

/**
 * A built-in method as it is at the start of the process, applied to a value that has the slots it needs.
 * @param prototype where the method or the getter stands
 * @throws Error where there is none of that name
 */
function builtIn<Value, Result>(prototype: object, key: PropertyKey): (value: Value, ...rest: unknown[]) => Result {
  const descriptor = getOwnPropertyDescriptor(prototype, key)
  const method: unknown = descriptor?.get ?? descriptor?.value
  if (typeof method !== "function") throw new Error(`there is no built-in ${String(key)}`)
  return (value, ...rest) => apply(method, value, rest)
}

const typedArray: object = getPrototypeOf(Uint8Array.prototype)
const mapIterator: object = getPrototypeOf(new Map().entries())
const setIterator: object = getPrototypeOf(new Set().values())

/** Number of elements of a typed array. */
export const typedLength = builtIn<object, number>(typedArray, "length")
/** Number of entries of a Map. */
export const mapSize = builtIn<object, number>(Map.prototype, "size")
/** Number of elements of a Set. */
export const setSize = builtIn<object, number>(Set.prototype, "size")
/** Iterator over the entries of a Map. */
export const mapEntries = builtIn<object, object>(Map.prototype, "entries")
/** Iterator over the elements of a Set. */
export const setValues = builtIn<object, object>(Set.prototype, "values")
/** The next entry of a Map's iterator. */
export const nextEntry = builtIn<object, IteratorResult<[unknown, unknown], undefined>>(mapIterator, "next")
/** The next element of a Set's iterator. */
export const nextElement = builtIn<object, IteratorResult<unknown, undefined>>(setIterator, "next")
/** Milliseconds since 1970, NaN for an invalid date. */
export const dateTime = builtIn<object, number>(Date.prototype, "getTime")
/** The text of a regular expression between its slashes. */
export const expressionSource = builtIn<object, string>(RegExp.prototype, "source")
/** The source text of a function. */
export const functionSource = builtIn<object, string>(Function.prototype, "toString")
/** Bytes of an ArrayBuffer. */
export const bufferLength = builtIn<object, number>(ArrayBuffer.prototype, "byteLength")

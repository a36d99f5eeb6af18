import { types } from "node:util"

/**
 * A property of a value, its own or inherited, as it is stored: a getter does not run, and a proxy is not asked.
 * Undefined where there is none.
 */
export function dataProperty(value: object, key: PropertyKey): unknown {
  if (types.isProxy(value)) return undefined
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return descriptor.value
  }
  return undefined
}

/** Whether a value has methods of these names, found without running a getter. */
export function hasMethods(value: object, names: readonly string[]): boolean {
  return names.every((name) => typeof dataProperty(value, name) === "function")
}

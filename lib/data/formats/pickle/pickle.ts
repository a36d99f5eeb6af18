import type { Place } from "../elements.ts"
import { Maker } from "./globals.ts"
import { Machine } from "./machine.ts"
import { opcodes } from "./opcodes.ts"
import { PickleSource } from "./source.ts"
import { PickledArray, PickledGlobal, PickledType, type PickleValue } from "./values.ts"

const stop = 0x2e
/** More than this is no table of trials. */
const mostBytes = 2 ** 28
const deepest = 64

/**
 * Reads a pickle of data, protocols 0 to 5: dictionaries, lists, tuples, texts, bytes, numbers, None, booleans, and arrays
 * and scalars of NumPy. Nothing is imported or run; whatever else a pickle asks for is refused by its name.
 * @throws DataError on any other content, damage, a structure that holds itself or is more than 64 deep, and more than 2^28 bytes
 */
export function readPickle(bytes: Uint8Array, place: Place): PickleValue {
  const source = new PickleSource(bytes, place)
  if (bytes.length > mostBytes) source.refuse(`has ${bytes.length} bytes; accepted are ${mostBytes}`)
  const machine = new Machine(source)
  const run = { source, machine, maker: new Maker(source, place) }
  for (let opcode = source.opcode(); opcode !== stop; opcode = source.opcode()) {
    const act = opcodes.get(opcode)
    if (act === undefined) source.refuse(`has the unknown opcode 0x${opcode.toString(16).padStart(2, "0")}`)
    else act(run)
  }
  const value = machine.result()
  refuseEndless(value, source)
  return value
}

/** Refuses what holds itself, is too deep, or leaves a name or a half-made array in the data. */
function refuseEndless(root: PickleValue, source: PickleSource): void {
  const depths = new Map<object, number>()
  const open = new Set<object>()
  const depthOf = (value: unknown, level: number): number => {
    if (value === null || typeof value !== "object" || value instanceof Uint8Array) return 0
    if (value instanceof PickledGlobal || value instanceof PickledType) source.refuse("holds a name where data belong")
    if (level > deepest || open.has(value)) source.refuse(`holds itself, or is more than ${deepest} deep`)
    const known = depths.get(value)
    if (known !== undefined) {
      if (level + known > deepest) source.refuse(`is more than ${deepest} deep`)
      return known
    }
    open.add(value)
    let depth = 0
    for (const child of childrenOf(value, source)) depth = Math.max(depth, 1 + depthOf(child, level + 1))
    open.delete(value)
    depths.set(value, depth)
    return depth
  }
  depthOf(root, 0)
}

function childrenOf(value: object, source: PickleSource): Iterable<unknown> {
  if (value instanceof PickledArray) {
    const { content } = value
    if (content === null) return source.refuse("holds an array without elements")
    return content.values instanceof Float64Array ? [] : content.values
  }
  if (value instanceof Map) return value.values()
  return value as readonly unknown[]
}

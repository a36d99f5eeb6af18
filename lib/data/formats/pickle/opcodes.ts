import type { Maker } from "./globals.ts"
import { findGlobal } from "./globals.ts"
import type { Machine } from "./machine.ts"
import { escapedText, floatOf, integerOf, longOf, quotedText } from "./numbers-and-texts.ts"
import type { PickleSource } from "./source.ts"
import type { StackValue } from "./values.ts"

/** What opcodes act on. */
export interface Run {
  readonly source: PickleSource
  readonly machine: Machine
  readonly maker: Maker
}

type Act = (run: Run) => void

const pushes =
  (value: (source: PickleSource) => StackValue): Act =>
  ({ source, machine }) =>
    machine.push(value(source))

const refuses =
  (what: string): Act =>
  ({ source }) =>
    source.refuse(`${what}; accepted are data only, and nothing is run`)

/**
 * What each opcode of data does, protocols 0 to 5; those of objects, sets and outside buffers are refused.
 * Source: Python, Lib/pickletools.py, the list `opcodes`.
 */
const table: readonly (readonly [code: number, name: string, act: Act])[] = [
  [0x28, "MARK", ({ machine }) => machine.mark()],
  [0x30, "POP", ({ machine }) => void machine.pop()],
  [0x31, "POP_MARK", ({ machine }) => void machine.sinceMark()],
  [0x32, "DUP", ({ machine }) => machine.push(machine.top())],
  [
    0x80,
    "PROTO",
    ({ source }) => {
      const protocol = source.unsigned(1)
      if (protocol > 5) source.refuse(`is of protocol ${protocol}; accepted are 0 to 5`)
    },
  ],
  [0x95, "FRAME", ({ source }) => void source.unsigned(8)],

  [0x4e, "NONE", pushes(() => null)],
  [0x88, "NEWTRUE", pushes(() => true)],
  [0x89, "NEWFALSE", pushes(() => false)],
  [0x49, "INT", pushes((source) => intOrBoolean(source.line(), source))],
  [0x4a, "BININT", pushes((source) => source.take(4).readInt32LE())],
  [0x4b, "BININT1", pushes((source) => source.unsigned(1))],
  [0x4d, "BININT2", pushes((source) => source.unsigned(2))],
  [0x4c, "LONG", pushes((source) => integerOf(source.line(), source))],
  [0x8a, "LONG1", pushes((source) => longOf(source.take(source.unsigned(1)), source))],
  [0x8b, "LONG4", pushes((source) => longOf(source.take(source.unsigned(4)), source))],
  [0x46, "FLOAT", pushes((source) => floatOf(source.line(), source))],
  [0x47, "BINFLOAT", pushes((source) => source.take(8).readDoubleBE())],

  [0x53, "STRING", pushes((source) => quotedText(source.line(), source))],
  [0x54, "BINSTRING", pushes((source) => source.take(source.unsigned(4)).toString("latin1"))],
  [0x55, "SHORT_BINSTRING", pushes((source) => source.take(source.unsigned(1)).toString("latin1"))],
  [0x56, "UNICODE", pushes((source) => escapedText(source.line(), source))],
  [0x58, "BINUNICODE", pushes((source) => source.text(source.unsigned(4)))],
  [0x8c, "SHORT_BINUNICODE", pushes((source) => source.text(source.unsigned(1)))],
  [0x8d, "BINUNICODE8", pushes((source) => source.text(source.unsigned(8)))],
  [0x42, "BINBYTES", pushes((source) => source.take(source.unsigned(4)))],
  [0x43, "SHORT_BINBYTES", pushes((source) => source.take(source.unsigned(1)))],
  [0x8e, "BINBYTES8", pushes((source) => source.take(source.unsigned(8)))],
  [0x96, "BYTEARRAY8", pushes((source) => source.take(source.unsigned(8)))],

  [0x5d, "EMPTY_LIST", pushes(() => [])],
  [0x6c, "LIST", ({ machine }) => machine.push(machine.sinceMark() as StackValue)],
  [0x61, "APPEND", ({ machine }) => machine.append([machine.pop()])],
  [0x65, "APPENDS", ({ machine }) => machine.append(machine.sinceMark())],
  [0x29, "EMPTY_TUPLE", ({ machine }) => machine.tuple(0)],
  [0x74, "TUPLE", ({ machine }) => machine.push(Object.freeze(machine.sinceMark()) as StackValue)],
  [0x85, "TUPLE1", ({ machine }) => machine.tuple(1)],
  [0x86, "TUPLE2", ({ machine }) => machine.tuple(2)],
  [0x87, "TUPLE3", ({ machine }) => machine.tuple(3)],
  [0x7d, "EMPTY_DICT", pushes(() => new Map())],
  [
    0x64,
    "DICT",
    ({ machine }) => {
      const items = machine.sinceMark()
      machine.push(new Map())
      machine.set(items)
    },
  ],
  [
    0x73,
    "SETITEM",
    ({ machine }) => {
      const value = machine.pop()
      machine.set([machine.pop(), value])
    },
  ],
  [0x75, "SETITEMS", ({ machine }) => machine.set(machine.sinceMark())],

  [0x70, "PUT", ({ source, machine }) => machine.keep(integerOf(source.line(), source))],
  [0x71, "BINPUT", ({ source, machine }) => machine.keep(source.unsigned(1))],
  [0x72, "LONG_BINPUT", ({ source, machine }) => machine.keep(source.unsigned(4))],
  [0x94, "MEMOIZE", ({ machine }) => machine.memoize()],
  [0x67, "GET", ({ source, machine }) => machine.recall(integerOf(source.line(), source))],
  [0x68, "BINGET", ({ source, machine }) => machine.recall(source.unsigned(1))],
  [0x6a, "LONG_BINGET", ({ source, machine }) => machine.recall(source.unsigned(4))],

  [
    0x63,
    "GLOBAL",
    pushes((source) => {
      const module = source.line()
      return findGlobal(module, source.line(), source)
    }),
  ],
  [
    0x93,
    "STACK_GLOBAL",
    ({ source, machine }) => {
      const [name, module] = [machine.pop(), machine.pop()]
      if (typeof name !== "string" || typeof module !== "string") return source.refuse("names a global by no text")
      machine.push(findGlobal(module, name, source))
    },
  ],
  [
    0x52,
    "REDUCE",
    ({ machine, maker }) => {
      const given = machine.pop()
      machine.push(maker.call(machine.pop(), given))
    },
  ],
  [
    0x62,
    "BUILD",
    ({ machine, maker }) => {
      const state = machine.pop()
      maker.build(machine.top(), state)
    },
  ],

  [0x69, "INST", ({ source }) => void findGlobal(source.line(), source.line(), source)],
  [0x6f, "OBJ", refuses("makes an object")],
  [0x81, "NEWOBJ", refuses("makes an object")],
  [0x92, "NEWOBJ_EX", refuses("makes an object")],
  [0x50, "PERSID", refuses("refers to something outside itself")],
  [0x51, "BINPERSID", refuses("refers to something outside itself")],
  [0x82, "EXT1", refuses("refers to a registry of extensions")],
  [0x83, "EXT2", refuses("refers to a registry of extensions")],
  [0x84, "EXT4", refuses("refers to a registry of extensions")],
  [0x97, "NEXT_BUFFER", refuses("refers to a buffer outside itself")],
  [0x98, "READONLY_BUFFER", refuses("refers to a buffer outside itself")],
  [0x8f, "EMPTY_SET", refuses("holds a set")],
  [0x90, "ADDITEMS", refuses("holds a set")],
  [0x91, "FROZENSET", refuses("holds a set")],
]

/** The opcodes by their codes. */
export const opcodes: ReadonlyMap<number, Act> = new Map(table.map(([code, , act]) => [code, act]))

function intOrBoolean(line: string, source: PickleSource): number | boolean {
  if (line === "00") return false
  return line === "01" ? true : integerOf(line, source)
}

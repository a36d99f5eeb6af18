import assert from "node:assert/strict"
import * as fc from "fast-check"
import { readPickle } from "../../../../lib/data/formats/pickle/pickle.ts"
import { PickledArray, type PickleValue } from "../../../../lib/data/formats/pickle/values.ts"
import { damaged, refused, refusesOrReads, trialFile } from "../../../support/trial-files.ts"

const place = { file: "x.pickle" }
const read = (bytes: Uint8Array): PickleValue => readPickle(bytes, place)
const bytesOf = (...parts: (string | number | readonly (string | number)[])[]): Uint8Array =>
  Buffer.concat(
    parts.flat().map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from([part]))),
  )

/** Arrays as plain records, bytes as lists. */
function plain(value: PickleValue): unknown {
  if (value instanceof PickledArray) return { shape: value.content!.shape, values: Array.from(value.content!.values) }
  if (value instanceof Uint8Array) return { bytes: Array.from(value) }
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]))
  return Array.isArray(value) ? value.map((item) => plain(item as PickleValue)) : value
}

const everything = {
  list: [1, 2.5, null, true, false, -3, 70000, 2 ** 40],
  tuple: [1, "añ𝄞\n"],
  bytes: { bytes: [0, 255] },
  empty: { bytes: [] },
  vector: { shape: [3], values: [0, 1, 2] },
  fortran: { shape: [2, 3], values: [0, 1, 2, 3, 4, 5] },
  scalar: 1.5,
  texts: { shape: [2], values: ["ab", "c"] },
  objects: { shape: [3], values: [1, "x", null] },
  big: { shape: [3], values: [0, 1, 2] },
  infinite: Number.NEGATIVE_INFINITY,
}

describe("a pickle of data", () => {
  for (let protocol = 0; protocol <= 5; protocol += 1) {
    it(`of protocol ${protocol} gives what Python put in`, () => {
      assert.deepEqual(plain(read(trialFile(`everything-${protocol}.pickle`))), everything)
    })

    it(`of protocol ${protocol} that would run a program is refused by the program's name`, () =>
      refused(
        () => read(trialFile(`evil-${protocol}.pickle`)),
        "malformed",
        /asks for "posix\.system".*nothing is run/,
      ))
  }

  it("refuses every object that is no data, by its name", async () => {
    await refused(() => read(trialFile("frame.pickle")), "malformed", /asks for "pandas/)
    await refused(() => read(trialFile("date.pickle")), "malformed", /asks for "datetime\.date"/)
    await refused(() => read(trialFile("set.pickle")), "malformed", /holds a set/)
    for (const name of ["builtins eval", "os system", "numpy load", "numpy.core.multiarray fromfile", "__proto__ x"]) {
      await refused(() => read(bytesOf(`c${name.replace(" ", "\n")}\n.`)), "malformed", /asks for/)
    }
    await refused(() => read(bytesOf("(iposix\nsystem\n.")), "malformed", /asks for "posix\.system"/)
    await refused(() => read(bytesOf("P1\n.")), "malformed", /outside itself \(PERSID\)|refers to something outside/)
  })

  it("refuses what holds itself, and what is deeper than 64", async () => {
    await refused(() => read(trialFile("endless.pickle")), "malformed", /holds itself/)
    await refused(() => read(bytesOf("]".repeat(70), "a".repeat(69), ".")), "malformed", /more than 64 deep/)
    assert.deepEqual(plain(read(bytesOf("]".repeat(3), "a".repeat(2), "."))), [[[]]])
    await refused(() => read(bytesOf("(".repeat(2_000), ".")), "malformed", /nested more than 1000 deep/)
  })

  it("of doubled lists is read once and not written out", () => {
    // Each level holds the one before twice: 2^50 leaves in 50 lists.
    const levels = Array.from({ length: 50 }, (_, i) => bytesOf("](h", i, "h", i, "eq", i + 1, "0"))
    const value = read(Buffer.concat([bytesOf("]q", 0, "0"), ...levels, bytesOf("h", 50, ".")]))
    assert.equal((value as readonly unknown[]).length, 2)
  })

  it("of Python 2 keeps the data of an array in a text", () => {
    const opcodes = bytesOf(
      ["cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K", 0, "tU", 1, "btR(K", 1, "(K", 2],
      ["tcnumpy\ndtype\n(U", 2, "u2K", 0, "K", 1, "tR(K", 3, "U", 1, ">NNNJ", 255, 255, 255, 255],
      ["J", 255, 255, 255, 255, "K", 0, "tbI00\n", "U", 4, 1, 0, 255, 255, "tb."],
    )
    assert.deepEqual(plain(read(opcodes)), { shape: [2], values: [256, 65_535] })
  })

  it("refuses to make more elements than it has bytes, however often it names the same data", async () => {
    const data = bytesOf("B", [0, 0, 1, 0], new Array<number>(65_536).fill(1), "q", 0)
    const array = bytesOf(
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K",
      0,
      "tC",
      1,
      "btR(K",
      1,
      "(J",
      [0, 0, 1, 0],
      "tcnumpy\ndtype\n(X",
      [2, 0, 0, 0],
      "u1K",
      0,
      "K",
      1,
      "tRK",
      0,
      "h",
      0,
      "tb",
    )
    const many = Buffer.concat([bytesOf("]"), data, ...new Array<Uint8Array>(50).fill(array), bytesOf("l.")])
    await refused(() => read(many), "malformed", /more elements than it has bytes/)
  })

  it("refuses integers that a number cannot hold, unknown opcodes, and values left over", async () => {
    await refused(() => read(bytesOf("L9007199254740993L\n.")), "malformed", /exact integer/)
    await refused(() => read(bytesOf([0x8a, 9], new Array<number>(9).fill(1), ".")), "malformed", /beyond 2\^53/)
    await refused(() => read(bytesOf("\xff.")), "malformed", /unknown opcode 0xff \(byte 0\)/)
    await refused(() => read(bytesOf("NN.")), "malformed", /more than one value/)
    await refused(() => read(bytesOf([0x80, 6], "N.")), "malformed", /protocol 6/)
    await refused(() => read(bytesOf("")), "truncated", /stops at byte 0/)
    await refused(() => read(bytesOf("X", [255, 255, 255, 127])), "truncated", /2147483647 bytes/)
  })

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    for (const protocol of [0, 2, 4, 5]) {
      const property = fc.asyncProperty(damaged(trialFile(`everything-${protocol}.pickle`)), (bytes) =>
        refusesOrReads(() => read(bytes)),
      )
      await fc.assert(property, { numRuns: 500 })
    }
  })

  it("of random bytes and random opcodes is read or refused with a DataError", async () => {
    const codes = [..."(.012FGIJKLMNRSTUVX]abcdeghjlpqrstu}BC)", ..."\x80\x85\x86\x87\x88\x89\x8a\x8c\x93\x94\x95"]
    const opcodes = fc.array(
      fc.oneof(fc.constantFrom(...codes), fc.constantFrom("numpy\ndtype\n", "f8", "1\n", "\x00", "\x01")),
    )
    const random = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      opcodes.map((list) => bytesOf(list.join(""), ".")),
    )
    await fc.assert(
      fc.asyncProperty(random, (bytes) => refusesOrReads(() => read(bytes))),
      { numRuns: 2_000 },
    )
  })
})

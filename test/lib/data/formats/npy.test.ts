import assert from "node:assert/strict"
import * as fc from "fast-check"
import { readNpy } from "../../../../lib/data/formats/npy.ts"
import { readNpyObjects } from "../../../../lib/data/formats/npz.ts"
import { damaged, refused, refusesOrReads, trialFile, trialFileNames } from "../../../support/trial-files.ts"

const read = (name: string): ReturnType<typeof readNpy> => readNpy(trialFile(name), { file: name })
const list = ({ values }: ReturnType<typeof readNpy>): unknown[] => Array.from(values as ArrayLike<unknown>)

/** An NPY file with this header. */
function npy(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(header, "latin1"), data])
}

describe("an NPY file", () => {
  for (const name of trialFileNames.filter((file) => /^(?:little|big)-.*\.npy$/.test(file))) {
    it(`${name} gives the numbers that NumPy wrote, in order of rows`, () => {
      const array = read(name)
      assert.deepEqual(array.shape, [2, 3])
      assert.deepEqual(list(array), [0, 1, 2, 3, 4, 5])
    })
  }

  it("of three axes in Fortran order is put in order of rows", () => {
    const array = read("cube-fortran.npy")
    assert.deepEqual(array.shape, [2, 3, 4])
    assert.deepEqual(
      list(array),
      Array.from({ length: 24 }, (_, i) => i),
    )
  })

  it("gives booleans as 0 and 1, and texts of both kinds", () => {
    assert.deepEqual(list(read("bool.npy")), [1, 0, 1])
    assert.deepEqual(read("unicode.npy").values, ["añ", "b𝄞", ""])
    assert.deepEqual(read("bytes.npy").values, ["a", "bcd"])
  })

  it("of half precision gives every value of IEEE 754 binary16", () => {
    const bits = Uint8Array.from([0x00, 0x3c, 0x01, 0x00, 0x00, 0x7c, 0x00, 0xfc, 0x00, 0x7e, 0x00, 0x80, 0xff, 0x7b])
    const array = readNpy(npy("{'descr': '<f2', 'fortran_order': False, 'shape': (7,), }\n", bits), { file: "h" })
    assert.deepEqual(list(array), [1, 2 ** -24, Infinity, -Infinity, Number.NaN, -0, 65504])
  })

  it("is refused where a number could not hold an integer, with the row and the integer", () =>
    refused(
      () => read("large.npy"),
      "impossible-value",
      /^large\.npy, row 2: the integer 1152921504606846976 is too large/,
    ))

  it("is refused by the name of its type where that is neither number nor text", async () => {
    await refused(() => read("complex.npy"), "malformed", /NumPy type "<c16"; accepted are b1/)
    await refused(() => read("records.npy"), "malformed", /records of named fields/)
    await refused(() => read("objects.npy"), "malformed", /pickled objects/)
  })

  it("is refused where its bytes do not fit its shape", async () => {
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n"
    await refused(() => readNpy(npy(header, new Uint8Array(15)), { file: "x" }), "truncated", /only 15 bytes.*needs 16/)
    await refused(() => readNpy(npy(header, new Uint8Array(17)), { file: "x" }), "malformed", /as much as 17 bytes/)
    const vast = "{'descr': '|S0', 'fortran_order': False, 'shape': (99999999999, 9), }\n"
    await refused(() => readNpy(npy(vast), { file: "x" }), "malformed", /shape \(99999999999, 9\)/)
  })

  it("with a header that runs code or lacks a field is refused", async () => {
    const headers = ["{'descr': '<f8', 'fortran_order': False}", "__import__('os')", "{'descr': '<f8', 'shape': (1,)}"]
    for (const header of headers)
      await refused(() => readNpy(npy(header), { file: "x" }), "malformed", /NPY header with no/)
    await refused(
      () => readNpy(Buffer.from("\x93NUMPY\x04\x00\x00\x00", "latin1"), { file: "x" }),
      "malformed",
      /version 4/,
    )
    await refused(() => readNpy(Buffer.from("x,y\n"), { file: "x" }), "malformed", /does not begin/)
  })

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    for (const name of ["little-f8.npy", "big-i4.npy", "unicode.npy", "objects.npy"]) {
      const property = fc.asyncProperty(damaged(trialFile(name)), (bytes) =>
        refusesOrReads(() => readNpyObjects(bytes, { file: name })),
      )
      await fc.assert(property, { numRuns: 300 })
    }
  })
})

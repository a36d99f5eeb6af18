import assert from "node:assert/strict"
import * as fc from "fast-check"
import { readIdx } from "../../../../lib/data/formats/idx.ts"
import { idxFile } from "../../../support/idx-file.ts"
import { damaged, refused, refusesOrReads } from "../../../support/trial-files.ts"

describe("an IDX file", () => {
  it("gives the shape and the bytes that were put in", () => {
    const shapes = fc.array(fc.nat(5), { minLength: 1, maxLength: 4 })
    const property = fc.property(shapes, fc.nat(255), (shape, first) => {
      const values = Uint8Array.from(
        { length: shape.reduce((product, length) => product * length, 1) },
        (_, i) => first + i,
      )
      const found = readIdx(idxFile(shape, values), shape.length, "x")
      assert.deepEqual(found.shape, shape)
      assert.deepEqual(Array.from(found.values), Array.from(values))
    })
    fc.assert(property, { numRuns: 200 })
  })

  it("is read from within other bytes too", () => {
    const outer = Buffer.concat([Buffer.from("abc"), idxFile([2], Uint8Array.of(7, 9)), Buffer.from("d")])
    assert.deepEqual(Array.from(readIdx(outer.subarray(3, -1), 1, "x").values), [7, 9])
  })

  it("with another magic number, type or number of dimensions is refused, saying what was found", async () => {
    const file = (magic: number): Uint8Array => {
      const bytes = Buffer.from(idxFile([1, 1, 2], new Uint8Array(2)))
      bytes.writeUInt32BE(magic)
      return bytes
    }
    const refusals: [number, RegExp][] = [
      [0x1f8b0803, /^x is no IDX file as expected: it begins with 0x1f8b instead of 0x0000\./],
      [0x00010803, /begins with 0x0001 instead/],
      [0x00000d03, /holds 32-bit floats, not unsigned bytes/],
      [0x00000a03, /holds elements of the unknown type 10, not unsigned bytes/],
      [0x00000801, /has 1 dimensions instead of 3/],
      [0x00000800, /has 0 dimensions instead of 3/],
    ]
    for (const [magic, sentence] of refusals) {
      await refused(() => readIdx(file(magic), 3, "x"), "malformed", sentence)
    }
  })

  it("of another length than its dimensions make is refused", async () => {
    const whole = idxFile([2, 3], new Uint8Array(6))
    const longer = Buffer.concat([whole, Uint8Array.of(0)])
    await refused(() => readIdx(whole.subarray(0, 3), 2, "x"), "truncated", /has 3 bytes, too few/)
    await refused(() => readIdx(whole.subarray(0, 11), 2, "x"), "truncated", /ends at byte 11, within its 2 dimensions/)
    await refused(() => readIdx(whole.subarray(0, -1), 2, "x"), "truncated", /5 elements.* 2 x 3 make 6/)
    await refused(() => readIdx(longer, 2, "x"), "malformed", /7 elements.* 2 x 3 make 6/)
    const vast = idxFile([2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], new Uint8Array(6))
    await refused(() => readIdx(vast, 3, "x"), "truncated", /4294967295 x 4294967295 x 4294967295/)
  })

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    const whole = idxFile([3, 2, 2], new Uint8Array(12))
    const property = fc.asyncProperty(damaged(whole), (bytes) => refusesOrReads(() => readIdx(bytes, 3, "x")))
    await fc.assert(property, { numRuns: 500 })
  })
})

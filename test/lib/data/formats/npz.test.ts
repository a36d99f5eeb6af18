import assert from "node:assert/strict"
import * as fc from "fast-check"
import { zipSync } from "fflate"
import { readNpz } from "../../../../lib/data/formats/npz.ts"
import { zipEntries } from "../../../../lib/data/formats/zip.ts"
import { damaged, filedTrials, refused, refusesOrReads, trialFile } from "../../../support/trial-files.ts"

const place = { file: "x.npz" }

/** A zip file whose directory says something else of its first entry. */
function withDirectory(zip: Uint8Array, change: (directory: Buffer) => void): Uint8Array {
  const copy = Buffer.from(zip)
  change(copy.subarray(copy.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))))
  return copy
}

describe("an NPZ file", () => {
  for (const name of ["plain.npz", "packed.npz"]) {
    it(`(${name}) gives its arrays by name`, () => {
      const arrays = readNpz(trialFile(name), { file: name })
      assert.deepEqual([...arrays.keys()], ["words", "signed", "choice", "reward", "session"])
      for (const [field, values] of Object.entries(filedTrials)) {
        assert.deepEqual(Array.from(arrays.get(field)!.values), values)
      }
    })
  }

  it("with an entry that is no array, or whose path leaves the archive, is refused", async () => {
    const content = new Uint8Array(4)
    await refused(() => readNpz(zipSync({ "read.me": content }), place), "malformed", /"read\.me"; accepted are arrays/)
    for (const path of ["../choice.npy", "/etc/choice.npy", "a/../../choice.npy", "C:\\choice.npy", "a\\b.npy"]) {
      await refused(() => readNpz(zipSync({ [path]: content }), place), "malformed", /path that leaves the archive/)
    }
  })

  it("that claims more than DEFLATE can pack, or more than its entries hold, is refused before it is inflated", async () => {
    const zip = zipSync({ "choice.npy": new Uint8Array(1_000) })
    const claims = (size: number): Uint8Array => withDirectory(zip, (directory) => directory.writeUInt32LE(size, 24))
    await refused(() => zipEntries(claims(2 ** 31), "x"), "malformed", /claims 2147483648 bytes/)
    await refused(() => readNpz(claims(999), place), "malformed", /cannot be inflated to its 999 bytes/)
    await refused(() => readNpz(claims(1_001), place), "malformed", /1000 bytes instead of 1001/)
    const entries = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.npy`, new Uint8Array(2 ** 10)]))
    const bomb = Buffer.from(zipSync(entries))
    for (let at = bomb.indexOf("PK\x01\x02"); at >= 0; at = bomb.indexOf("PK\x01\x02", at + 4)) {
      bomb.writeUInt32LE(2 ** 26, at + 24)
      bomb.writeUInt32LE(2 ** 17, at + 20)
    }
    await refused(() => zipEntries(bomb, "x"), "malformed", /would inflate to 1342177280 bytes/)
  })

  it("with a wrong checksum, an encrypted entry or an unknown packing is refused", async () => {
    const zip = zipSync({ "choice.npy": new Uint8Array(1_000) })
    const changed =
      (change: (directory: Buffer) => void): (() => unknown) =>
      () =>
        readNpz(withDirectory(zip, change), place)
    await refused(
      changed((d) => d.writeUInt32LE(1, 16)),
      "malformed",
      /does not fit its checksum/,
    )
    await refused(
      changed((d) => d.writeUInt16LE(1, 8)),
      "malformed",
      /is encrypted/,
    )
    await refused(
      changed((d) => d.writeUInt16LE(12, 10)),
      "malformed",
      /packed by method 12/,
    )
    await refused(() => readNpz(zip.subarray(0, -30), place), "truncated", /no zip directory/)
  })

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    for (const name of ["plain.npz", "packed.npz"]) {
      const property = fc.asyncProperty(damaged(trialFile(name)), (bytes) =>
        refusesOrReads(() => readNpz(bytes, place)),
      )
      await fc.assert(property, { numRuns: 300 })
    }
  })
})

import assert from "node:assert/strict"
import { gzipSync } from "node:zlib"
import * as fc from "fast-check"
import { inflateGzip, tarEntries } from "../../../../lib/data/formats/tar.ts"
import { signHeader, type TarMember, tarFile } from "../../../support/tar-file.ts"
import { damaged, refused, refusesOrReads } from "../../../support/trial-files.ts"

const text = (content: string): Uint8Array => Uint8Array.from(Buffer.from(content))
const member: TarMember = { name: "package/a.txt", content: text("some words") }

/** An archive of one file whose header was changed and signed anew. */
function changed(change: (header: Buffer) => void, archive = tarFile([member])): Uint8Array {
  const copy = Buffer.from(archive)
  change(copy)
  signHeader(copy)
  return copy
}

describe("a tar archive", () => {
  it("gives its files in their order, with the bytes that were put in, and passes over directories", () => {
    const word = fc.stringMatching(/^[a-zé]{1,20}$/)
    const members = fc.uniqueArray(
      fc.record({ name: word, prefix: fc.oneof(fc.constant(""), word), content: fc.uint8Array({ maxLength: 1_100 }) }),
      { selector: ({ name, prefix }) => `${prefix}/${name}`, maxLength: 6 },
    )
    const property = fc.property(members, (files) => {
      const found = tarEntries(tarFile([{ name: "directory/" }, ...files]), "x.tar")
      assert.deepEqual(
        found.map(({ name, content }) => ({ name, content: Array.from(content) })),
        files.map(({ name, prefix, content }) => ({
          name: prefix === "" ? name : `${prefix}/${name}`,
          content: Array.from(content),
        })),
      )
    })
    fc.assert(property, { numRuns: 100 })
  })

  it("keeps names that fill their field to the last byte", () => {
    const name = "n".repeat(100)
    assert.equal(tarEntries(tarFile([{ ...member, name, prefix: "p" }]), "x")[0]!.name, `p/${name}`)
  })

  it("with a path that leaves the archive is refused, in name or prefix", async () => {
    for (const name of ["../a", "/etc/a", "a/../../b", "C:\\a", "a\\b", ""]) {
      await refused(() => tarEntries(tarFile([{ ...member, name }]), "x"), "malformed", /path that leaves the archive/)
    }
    for (const prefix of ["..", "/etc", "a/.."]) {
      const archive = tarFile([{ ...member, prefix }])
      await refused(() => tarEntries(archive, "x"), "malformed", /path that leaves the archive/)
    }
  })

  it("with links, devices or extended headers is refused, naming the type", async () => {
    for (const type of ["1", "2", "3", "4", "6", "7", "x", "g", "L"]) {
      const sentence = new RegExp(`"package/a\\.txt" is of the type "${type}".*accepted are files`)
      await refused(() => tarEntries(tarFile([{ ...member, type }]), "x"), "malformed", sentence)
    }
    await refused(() => tarEntries(tarFile([{ ...member, type: "5" }]), "x"), "malformed", /type "5" and 10 bytes/)
  })

  it("with a wrong checksum, magic, size or name is refused, saying what was found", async () => {
    const wrong = tarFile([member])
    wrong[0]! ^= 1
    await refused(() => tarEntries(wrong, "x"), "malformed", /checksum \d+ instead of \d+/)
    const gnu = changed((header) => header.write("ustar  \0", 257))
    await refused(() => tarEntries(gnu, "x"), "malformed", /magic "ustar {2}\\u0000" instead of "ustar\\u000000"/)
    const binary = changed((header) => header.writeUInt8(0x80, 124))
    await refused(() => tarEntries(binary, "x"), "malformed", /header at byte 0 has the size .* no octal number/)
    const name = changed((header) => header.writeUInt8(0xff, 2))
    await refused(() => tarEntries(name, "x"), "malformed", /name that is no UTF-8/)
  })

  it("that claims more than it holds, or has no end, is truncated", async () => {
    const vast = changed((header) => header.write("77777777777 ", 124))
    await refused(() => tarEntries(vast, "x"), "truncated", /a\.txt has \d+ of its 8589934591 bytes/)
    await refused(() => tarEntries(tarFile([member], false), "x"), "truncated", /without an end at byte 1024/)
    await refused(() => tarEntries(new Uint8Array(), "x"), "truncated", /without an end at byte 0/)
  })

  it("with a file twice, or something after its end, is refused", async () => {
    await refused(() => tarEntries(tarFile([member, member]), "x"), "malformed", /two entries named "package\/a\.txt"/)
    const more = Buffer.concat([tarFile([member]), tarFile([member])])
    await refused(() => tarEntries(more, "x"), "malformed", /something follows its end at byte 1024/)
  })

  it("of too many files is refused", async () => {
    const many = Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, content: new Uint8Array() }))
    await refused(() => tarEntries(tarFile(many), "x"), "malformed", /more than 10000 files/)
  })

  it("that is damaged is read or refused with a DataError, never anything else", async () => {
    const archive = tarFile([{ name: "package/" }, member, { ...member, name: "b", prefix: "c" }])
    const work = (bytes: Uint8Array): Promise<void> => refusesOrReads(() => tarEntries(bytes, "x"))
    await fc.assert(fc.asyncProperty(damaged(archive), work), { numRuns: 500 })
    const signed = fc.array(fc.tuple(fc.nat(511), fc.nat(255)), { maxLength: 8 }).map((changes) =>
      changed((header) => {
        for (const [at, byte] of changes) header.writeUInt8(byte, at)
      }, archive),
    )
    await fc.assert(fc.asyncProperty(signed, work), { numRuns: 500 })
  })
})

describe("a gzip file", () => {
  it("gives back what was packed", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (content) => {
        assert.deepEqual(Array.from(inflateGzip(gzipSync(content), "x")), Array.from(content))
      }),
      { numRuns: 50 },
    )
  })

  it("that is none, is cut off or is damaged is refused", async () => {
    const whole = gzipSync(text("some words"))
    await refused(() => inflateGzip(text("PK"), "x.tgz"), "malformed", /x\.tgz is no gzip file: it begins with "504b"/)
    await refused(() => inflateGzip(new Uint8Array(), "x"), "malformed", /begins with "" instead/)
    await refused(() => inflateGzip(whole.subarray(0, -9), "x"), "truncated", /ends too early/)
    const other = Buffer.from(whole)
    other[other.length - 5]! ^= 1
    await refused(() => inflateGzip(other, "x"), "malformed", /incorrect data check/)
    await fc.assert(
      fc.asyncProperty(damaged(Uint8Array.from(whole)), (bytes) => refusesOrReads(() => inflateGzip(bytes, "x"))),
      { numRuns: 200 },
    )
  })

  it("that would inflate to more than the cap is refused on the way", async function () {
    this.timeout(60_000)
    const piece = gzipSync(new Uint8Array(2 ** 26))
    const bomb = Buffer.concat(Array.from({ length: 9 }, () => piece))
    await refused(() => inflateGzip(bomb, "x"), "malformed", /would inflate to more than 536870912 bytes/)
  })
})

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { inflateSync } from "node:zlib"
import * as fc from "fast-check"
import { DataError } from "../../lib/data/data-error.ts"
import { packageFolder } from "../../lib/numerics/places.ts"

const golden = JSON.parse(
  readFileSync(join(packageFolder(), "test", "golden", "trial-files.json"), "utf8"),
) as Readonly<Record<string, string>>

/** Names of the small files that test/golden/trial-files.py made. */
export const trialFileNames: readonly string[] = Object.keys(golden)

/** Bytes of one of them; no Buffer, whose slices would share its memory. */
export function trialFile(name: string): Uint8Array {
  return Uint8Array.from(
    inflateSync(Buffer.from(golden[name] ?? assert.fail(`trial-files.json has no ${name}`), "base64")),
  )
}

/** The made-up trials in them: stimulus and choice right positive, choice 0 no response. */
export const filedTrials = {
  signed: [-1, 0.5, -0.25, 0.125, -1, 0.5, -0.25, 0.125, -1, 0.5, -0.25, 0.125],
  choice: [-1, 1, 1, 1, -1, -1, -1, 0, 1, 1, -1, -1],
  reward: [1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0],
  session: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
}

/** A damaged copy: cut off, with some bytes changed, or with some put in. */
export function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(bytes.length - 1)
  const cut = at.map((end) => bytes.slice(0, end))
  const changed = fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 8 }).map((changes) => {
    const copy = bytes.slice()
    for (const [index, byte] of changes) copy[index] = byte
    return copy
  })
  const longer = fc
    .tuple(at, fc.uint8Array({ minLength: 1, maxLength: 12 }))
    .map(([index, more]) => Uint8Array.from([...bytes.subarray(0, index), ...more, ...bytes.subarray(index)]))
  return fc.oneof(cut, changed, longer)
}

/** Checks that work ends in a value or in a DataError, and in nothing else. */
export async function refusesOrReads(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DataError)) throw error
  }
}

/** Checks that work is refused with a DataError of this fault and sentence. */
export async function refused(work: () => unknown, fault: DataError["fault"], sentence: RegExp): Promise<void> {
  await assert.rejects(
    async () => work(),
    (error) => {
      assert.ok(error instanceof DataError, String(error))
      assert.match(error.message, sentence)
      assert.equal(error.fault, fault)
      return true
    },
  )
}

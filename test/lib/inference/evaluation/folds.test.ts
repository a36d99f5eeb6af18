import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import fc from "fast-check"
import { folds, foldsOf } from "../../../../lib/inference/evaluation/folds.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"

const mice = (count: number) =>
  Array.from({ length: count }, (_, index) => `CSHL_${String(index + 1).padStart(3, "0")}`)

describe("folds of animals", () => {
  it("deal 12 mice to folds of 3, 3, 2, 2 and 2", () => {
    const { animals } = folds.make(mice(12), 5, key(1))
    const sizes = [0, 1, 2, 3, 4].map((fold) => Object.values(animals).filter((each) => each === fold).length)
    assert.deepEqual(sizes, [3, 3, 2, 2, 2])
  })

  it("hold every animal out exactly once, in folds whose sizes differ by one at most, the same for the same key", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 30 }), fc.nat(1000), (count, k, seed) => {
        fc.pre(k <= count)
        const { animals } = folds.make(mice(count), k, key(seed))
        assert.deepEqual(Object.keys(animals).sort(), mice(count))
        const sizes = Array.from(
          { length: k },
          (_, fold) => Object.values(animals).filter((each) => each === fold).length,
        )
        assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1)
        assert.deepEqual(folds.make(mice(count), k, key(seed)).animals, animals)
      }),
    )
  })

  it("move with the key", () => {
    assert.notDeepEqual(folds.make(mice(12), 5, key(1)).animals, folds.make(mice(12), 5, key(2)).animals)
  })

  it("come back from their file as they were, which holds animals by name and nothing else lies beside it", () =>
    withScratchFolder(async (folder) => {
      const made = folds.make(mice(12), 5, key(1))
      const file = join(folder, "folds.json")
      await folds.write(file, made)
      assert.deepEqual(await folds.read(file), made)
      assert.deepEqual(Object.keys(JSON.parse(await readFile(file, "utf8")).animals), mice(12))
      assert.deepEqual(await readdir(folder), ["folds.json"])
    }))

  it("are refused where a file is wrong, with what is", () =>
    withScratchFolder(async (folder) => {
      const file = join(folder, "folds.json")
      const refusals: readonly (readonly [unknown, RegExp])[] = [
        [{ animals: { a: 0, b: 1 } }, /"name": text/],
        [{ name: "x", animals: [0, 1] }, /folds are/],
        [{ name: "x", animals: { a: 0, b: 1.5 } }, /fold of b is 1\.5/],
        [{ name: "x", animals: { a: 0, b: -1 } }, /fold of b is -1/],
        [{ name: "x", animals: { a: 0, b: 0 } }, /two folds or more/],
        [{ name: "x", animals: { a: 0, b: 2 } }, /no animal is in fold 1/],
      ]
      for (const [held, message] of refusals) {
        await writeFile(file, JSON.stringify(held))
        await assert.rejects(folds.read(file), message)
      }
      await writeFile(file, "{")
      await assert.rejects(folds.read(file), /is no JSON/)
      await assert.rejects(folds.write(join(folder, "other.json"), { name: "x", animals: { a: 0 } }), /two folds/)
    }))

  it("are refused where they do not name an animal, leave nothing to fit, or there are too few animals", () => {
    const two = { name: "released", animals: { a: 0, b: 1, c: 1 } }
    assert.throws(() => foldsOf(["a", "z"], two), /"released" do not name z; they name a, b, c/)
    assert.throws(() => foldsOf(["b", "c"], two), /put all of b, c in one fold/)
    assert.throws(() => folds.make(["a", "b"], 3, key(1)), /from 2 to 2, got 3/)
    assert.throws(() => folds.make(["a"], 2, key(1)), /two animals or more, got a/)
    assert.throws(() => folds.make(["a", "a"], 2, key(1)), /two animals are called a/)
  })
})

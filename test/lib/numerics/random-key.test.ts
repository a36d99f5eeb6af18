import assert from "node:assert/strict"
import fc from "fast-check"
import { fillWords, foldIn, type Key, key, split, threefry } from "../../../lib/numerics/random-key.ts"

const seed = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const name = (k: Key) => k.words.join()

describe("random keys", () => {
  // Random123, tests/kat_vectors, rows "threefry2x32 20": counter, key, result.
  for (const [counter0, counter1, key0, key1, first, second] of [
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
  ] as const)
    it(`Threefry-2x32-20 gives Random123's known answer for counter ${counter0.toString(16)}`, () => {
      assert.deepEqual([...threefry(key0, key1, counter0, counter1)], [first, second])
    })

  it("a key is frozen and survives cloning", () => {
    const made = key(7)
    assert.ok(Object.isFrozen(made) && Object.isFrozen(made.words))
    assert.deepEqual(structuredClone(made), { words: [0, 7] })
    assert.deepEqual(foldIn(structuredClone(made), 3), foldIn(made, 3))
  })

  it("different seeds have different keys, above 2^32 too", () => {
    assert.deepEqual(key(2 ** 32 + 5).words, [1, 5])
    fc.assert(fc.property(seed, seed, (a, b) => (name(key(a)) === name(key(b))) === (a === b)))
  })

  it("children differ from each other, from folded keys and from the parent", () => {
    fc.assert(
      fc.property(seed, (a) => {
        const parent = key(a)
        const family = [parent, ...split(parent, 20), ...Array.from({ length: 20 }, (_, i) => foldIn(parent, i))]
        assert.equal(new Set(family.map(name)).size, family.length)
      }),
    )
  })

  it("the first children do not depend on how many are asked for", () => {
    assert.deepEqual(split(key(3), 9).slice(0, 4), split(key(3), 4))
  })

  it("no block of draws of a key is one of its children", () => {
    const parent = key(11)
    const words = new Uint32Array(2000)
    fillWords(parent, words)
    const drawn = new Set(Array.from({ length: 1000 }, (_, i) => `${words[2 * i]},${words[2 * i + 1]}`))
    for (const child of split(parent, 1000)) assert.ok(!drawn.has(name(child)))
  })

  it("refuses what is not a seed, a count or a key, quoting it", () => {
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53])
      assert.throws(() => key(bad), { message: new RegExp(`2\\^53 - 1, got ${bad}`) })
    assert.throws(() => split(key(1), -2), /n must be an integer from 0 to 2\^32 - 1, got -2/)
    assert.throws(() => foldIn(key(1), 1.5), /i must be an integer .* got 1\.5/)
    assert.throws(() => split(7 as unknown as Key, 2), /made by key\(seed\), got 7/)
    assert.throws(() => foldIn({ words: [1, -1] }, 2), /expected a random key/)
  })
})

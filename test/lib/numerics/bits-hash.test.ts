import assert from "node:assert/strict"
import { bitsHash } from "../../../lib/numerics/bits-hash.ts"

describe("the hash of bits", () => {
  it("is SHA-256 over little-endian bytes", () => {
    // printf '\x00\x00\x80\x3f' | sha256sum, and the same for the eight bytes of 1.
    assert.equal(bitsHash(Float32Array.of(1)), "e00e5eb9444182f352323374ef4e08ebcb784725fdd4fd612d7730540b3e0c8c")
    assert.equal(bitsHash(Float64Array.of(1)), "6c3c396ed6b5c36dcae172271f462051b1266b851e92df3deea8ac65478fd712")
  })

  it("tells numbers apart by their last bit and 0 from -0, but no NaN from another", () => {
    const one = Float64Array.of(1)
    assert.notEqual(bitsHash(one), bitsHash(Float64Array.of(1 + Number.EPSILON)))
    assert.notEqual(bitsHash(Float64Array.of(0)), bitsHash(Float64Array.of(-0)))
    const strange = new Float64Array(new BigUint64Array([0xfff8dead00000001n]).buffer)
    assert.ok(Number.isNaN(strange[0]))
    assert.equal(bitsHash(strange), bitsHash(Float64Array.of(Number.NaN)))
  })
})

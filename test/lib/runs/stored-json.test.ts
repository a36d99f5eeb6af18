import assert from "node:assert/strict"
import fc from "fast-check"
import { fromStoredJson, toStoredJson } from "../../../lib/runs/stored-json.ts"

const number = fc.double()
const view = fc.oneof(fc.float64Array(), fc.float32Array(), fc.uint8Array(), fc.int32Array(), fc.uint16Array())
const name = fc.string().filter((one) => !one.startsWith("$") && one !== "__proto__")
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    number,
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    view,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

describe("stored JSON", () => {
  it("gives back the same bits, typed arrays and numbers without JSON among them", () => {
    fc.assert(fc.property(value, (one) => assert.deepStrictEqual(fromStoredJson(toStoredJson(one)), one)))
    for (const one of [Number.NaN, -0, Number.POSITIVE_INFINITY, 5e-324])
      assert.ok(Object.is(fromStoredJson(toStoredJson(one)), one))
  })

  it("is the same for records whose properties stand in another order, and leaves out what is undefined", () => {
    assert.equal(toStoredJson({ b: 1, a: [2] }), toStoredJson({ a: [2], c: undefined, b: 1 }))
  })

  it("keeps only the part of a buffer that an array shows", () => {
    const part = new Float64Array([1, 2, 3, 4]).subarray(1, 3)
    assert.deepStrictEqual(fromStoredJson(toStoredJson(part)), new Float64Array([2, 3]))
  })

  it("refuses what it could not give back, and says where it stands", () => {
    assert.throws(() => toStoredJson({ a: [1, () => 2] }), /value\.a\[1\] is a function/)
    assert.throws(() => toStoredJson(new Map()), /value is a Map/)
    assert.throws(() => toStoredJson({ a: { $number: "1" } }), /value\.a has a property "\$number"/)
    assert.throws(() => toStoredJson([1n]), /a bigint/)
    assert.throws(() => fromStoredJson('{"$array":"Evil","base64":""}'), /kind "Evil"/)
  })
})

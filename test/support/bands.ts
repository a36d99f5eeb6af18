import assert from "node:assert/strict"

/** Refuses a value outside a band; what is not a number is outside of every band. */
export function within(value: number | null, [least, most]: readonly [number, number], what: string): void {
  assert.ok(value !== null && least <= value && value <= most, `${what} is ${value}, not in [${least}, ${most}]`)
}

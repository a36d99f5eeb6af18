import assert from "node:assert/strict"

/** From least to most. */
export type Band = readonly [least: number, most: number]

/** Whether a value lies in a band; what is not a number lies in none. */
export function isWithin(value: number | null, [least, most]: Band): boolean {
  return value !== null && least <= value && value <= most
}

/** Refuses a value outside a band. */
export function within(value: number | null, band: Band, what: string): void {
  assert.ok(isWithin(value, band), `${what} is ${value}, not in [${band}]`)
}

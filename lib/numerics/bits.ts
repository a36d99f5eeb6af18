/** Nats as bits: divided by ln 2. */
export function bitsOf(nats: number): number {
  return nats / Math.LN2
}

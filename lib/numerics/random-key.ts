/** A splittable random key: two 32-bit words, frozen and cloneable, so that it can be sent to a worker. */
export interface Key {
  readonly words: readonly [number, number]
}

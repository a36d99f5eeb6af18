import type { ChoiceSequence } from "../../lib/data/choices.ts"

/** Multiples of 2^-16 in [-1, 1), as in the scripts that make golden rows. */
export function goldenNumbers(seed: number, count: number): Float64Array {
  let state = seed
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 15) / 2 ** 16 - 1
  })
}

/** Animal `index` of two that have 40 numbers each in the scripts, of which it uses the first `trials`. */
export function goldenAnimal(index: number, trials: number): ChoiceSequence {
  const own = (seed: number) => goldenNumbers(seed, 80).slice(index * 40, index * 40 + trials)
  const flags = (values: Float64Array) => Uint8Array.from(values, (value) => (value > 0 ? 1 : 0))
  return {
    animal: `${index}`,
    synthetic: true,
    stimulus: own(1),
    choice: flags(own(2)),
    reward: flags(own(3)),
    side: flags(own(1)),
    sessionStart: Uint8Array.from({ length: trials }, (_, t) => (t % 10 === 0 ? 1 : 0)),
    session: Uint16Array.from({ length: trials }, (_, t) => Math.floor(t / 10)),
  }
}

/** What a script printed: loss, Euclidean norm of the gradient, some of its entries by index. */
export interface GoldenRow {
  readonly loss: number
  readonly norm: number
  readonly gradient: Readonly<Record<number, number>>
}

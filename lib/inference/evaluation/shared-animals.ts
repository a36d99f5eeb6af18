import type { ChoiceSequence } from "../../data/choices.ts"

/**
 * The animals with their trials on shared memory, and without what models do not read: a hundred lanes then carry the same trials, where
 * copies would take gigabytes.
 */
export function sharedAnimals(animals: readonly ChoiceSequence[]): readonly ChoiceSequence[] {
  return animals.map((animal) =>
    rebuilt(animal, {
      floats: (values) => {
        const shared = new Float64Array(new SharedArrayBuffer(values.byteLength))
        shared.set(values)
        return shared
      },
      bytes: (values) => {
        const shared = new Uint8Array(new SharedArrayBuffer(values.byteLength))
        shared.set(values)
        return shared
      },
      words: (values) => {
        const shared = new Uint16Array(new SharedArrayBuffer(values.byteLength))
        shared.set(values)
        return shared
      },
    }),
  )
}

/** The first trials of an animal, as views of the same memory. */
export function firstTrials(animal: ChoiceSequence, to: number): ChoiceSequence {
  if (to === animal.choice.length) return animal
  return rebuilt(animal, {
    floats: (values) => values.subarray(0, to),
    bytes: (values) => values.subarray(0, to),
    words: (values) => values.subarray(0, to),
  })
}

interface Columns {
  readonly floats: (values: Float64Array) => Float64Array
  readonly bytes: (values: Uint8Array) => Uint8Array
  readonly words: (values: Uint16Array) => Uint16Array
}

function rebuilt(animal: ChoiceSequence, { floats, bytes, words }: Columns): ChoiceSequence {
  const { inputs, initialWeights } = animal
  return Object.freeze({
    animal: animal.animal,
    synthetic: animal.synthetic,
    stimulus: floats(animal.stimulus),
    choice: bytes(animal.choice),
    reward: bytes(animal.reward),
    side: bytes(animal.side),
    sessionStart: bytes(animal.sessionStart),
    session: words(animal.session),
    ...(inputs && {
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, floats(values)])),
    }),
    ...(initialWeights && { initialWeights }),
  } satisfies ChoiceSequence)
}

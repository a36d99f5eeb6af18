import { permutation } from "../../numerics/distributions.ts"
import { foldIn, type Key } from "../../numerics/random-key.ts"

/** How animals are divided among the steps of an epoch. */
export interface Batches {
  /** The most animals a step. */
  readonly most: number
  /** Animals of each step of an epoch, by index; in an order of its own, which depends on key and epoch alone. */
  of(epoch: number): readonly (readonly number[])[]
  /** All animals, in their order, as many at a time. */
  readonly inOrder: readonly (readonly number[])[]
}

/** Which of the keys derived from a fit's orders its batches; those below it draw starting parameters. */
const purpose = 0xba7c

/** Divides so many animals, all into one step unless told; the key is that of the fit. */
export function divide(animals: number, batchAnimals: number | "all", key: Key): Batches {
  const most = batchAnimals === "all" ? animals : Math.min(batchAnimals, animals)
  const groups = (order: readonly number[]) =>
    Array.from({ length: Math.ceil(animals / most) }, (_, i) => order.slice(i * most, (i + 1) * most))
  const inOrder = groups(Array.from({ length: animals }, (_, index) => index))
  const forOrder = foldIn(key, purpose)
  const shuffled = (epoch: number) => groups(Array.from(permutation(foldIn(forOrder, epoch), animals)))
  return { most, inOrder, of: most === animals ? () => inOrder : shuffled }
}

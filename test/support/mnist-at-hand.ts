import { createDatasets } from "../../lib/data/datasets.ts"

/** Whether MNIST is in the cache or in a folder of DELTAW_DATA. */
export function isMnistAtHand(): boolean {
  return createDatasets()
    .list()
    .some(({ id, status }) => id === "mnist" && status === "here")
}

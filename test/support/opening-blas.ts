// A program that measures, chooses and opens a BLAS in a worker's way, from a clone of the choice, and multiplies (1 2) by (3 4)^T.
import { chooseBlas, openChosenBlas } from "../../lib/engine/blas/blas-choice.ts"
import { borrowEngine } from "../../lib/engine/engine.ts"

const choice = await chooseBlas()
const blas = openChosenBlas(structuredClone(choice))
const { values, pointer } = borrowEngine().arena.matrix(1, 8, "f64")
values.set([1, 2, 3, 4])
const at = (blas?.addressOf(values.buffer as SharedArrayBuffer) ?? 0) + pointer
blas?.f64(false, true, 1, 1, 2, at, 2, at + 16, 2, 0, at + 32, 1)
console.log(JSON.stringify({ choice, core: blas?.description.core, product: values[4] }))

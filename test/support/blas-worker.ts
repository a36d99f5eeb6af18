// A worker thread that loads a BLAS, computes, and says whose kernels it has and how many products it got wrong.
import { parentPort, workerData } from "node:worker_threads"
import type { Variables } from "../../lib/engine/blas/c-environment.ts"
import { type BlasVariant, loadNativeBlas } from "../../lib/engine/blas/native-blas.ts"
import { faultOnIntegers, placeIntegers } from "../../lib/engine/blas/product-check.ts"
import { productShapes } from "../../lib/engine/blas/product-shapes.ts"
import { borrowEngine } from "../../lib/engine/engine.ts"

/** What the worker is given. */
export interface BlasWork {
  readonly path: string
  readonly variant: BlasVariant
  readonly before: Variables
}

/** What it says. */
export interface BlasWorkDone {
  readonly core: string | null
  readonly wrong: number
}

/** Loads a library into this thread and checks it on products of up to some hundred terms. */
export function work({ path, variant, before }: BlasWork): BlasWorkDone {
  const blas = loadNativeBlas(path, variant, before)
  const { arena } = borrowEngine()
  const small = productShapes.filter(({ inner }) => inner <= 256)
  const wrong = small.filter((shape) => faultOnIntegers(blas, placeIntegers(arena, shape)) !== null)
  return { core: blas.description.core, wrong: wrong.length }
}

parentPort?.postMessage(work(workerData as BlasWork))

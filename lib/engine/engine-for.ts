import { getEnvironmentData, isMainThread, setEnvironmentData } from "node:worker_threads"
import { type BlasChoice, chooseBlas, openChosenBlas } from "./blas/blas-choice.ts"
import { useBlas } from "./blas/crossover.ts"
import type { Mode } from "./compiled-module.ts"
import { borrowEngine, type Engine, returnEngine } from "./engine.ts"
import type { NativeProduct, NativeProducts } from "./native-products.ts"

/** The BLAS of this thread, once it is asked for. */
let opened: Promise<NativeProducts | null> | undefined

/**
 * An engine of this thread for a mode, as `borrowEngine` gives it; `fast` with the native BLAS of this machine where one is faster, which
 * is measured the first time in the life of a machine and takes a few seconds then.
 * @throws Error where DELTAW_BLAS names something that cannot be used.
 */
export async function engineFor(mode: Mode): Promise<Engine> {
  if (mode === "exact") return borrowEngine("exact")
  opened ??= openNativeProducts()
  try {
    return borrowEngine("fast", await opened)
  } catch (error) {
    opened = undefined
    throw error
  }
}

/**
 * Chooses the BLAS of this machine now, and tells it to the workers that this thread starts from here on: to be called before lanes that
 * use mode `fast`, so that all of them compute with the same one.
 */
export async function prepareFastMode(): Promise<void> {
  if (isMainThread) returnEngine(await engineFor("fast"))
}

const choiceKey = "deltaw.blas"

async function openNativeProducts(): Promise<NativeProducts | null> {
  const told = isMainThread ? undefined : (getEnvironmentData(choiceKey) as unknown as BlasChoice | undefined)
  const choice = told ?? (await chooseBlas())
  if (isMainThread) setEnvironmentData(choiceKey, choice as never)
  return nativeProducts(choice)
}

/** The chosen BLAS as the engine uses it; null where none was chosen, or where it has gone since. */
export function nativeProducts(choice: BlasChoice): NativeProducts | null {
  const blas = open(choice)
  if (blas === null) return null
  const { config, core } = blas.description
  const library = config.split(" ").slice(0, 2).join(" ") || blas.description.path
  const product = (precision: "f32" | "f64"): NativeProduct => {
    const table = choice.crossover[precision]
    return { multiply: blas[precision], pays: (rows, columns, inner) => useBlas(table, rows, columns, inner) }
  }
  return Object.freeze({
    name: core === null ? library : `${library} (${core})`,
    f32: product("f32"),
    f64: product("f64"),
    addressOf: blas.addressOf,
  })
}

function open(choice: BlasChoice): ReturnType<typeof openChosenBlas> {
  try {
    return openChosenBlas(choice)
  } catch {
    return null
  }
}

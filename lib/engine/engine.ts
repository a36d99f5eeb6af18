import { type Arena, createArena, createMemory } from "./arena.ts"
import { instantiate, type Mode } from "./compiled-module.ts"
import { createProducts, type MatrixProducts } from "./matrix-products.ts"
import type { NativeProducts } from "./native-products.ts"
import type { Precision, Primitives } from "./primitives.ts"
import type { Memory } from "./web-assembly.ts"

/** The compiled primitives and the arena they work on: borrowed for one computation, used by nobody else meanwhile. */
export interface Engine {
  readonly mode: Mode
  /** What the arithmetic rests on, for the provenance of results. */
  readonly features: EngineFeatures
  readonly arena: Arena
  primitives(precision: Precision): Primitives
  /** Products of matrices in the arena, by the compiled primitives or by a native BLAS, whichever is faster. */
  products(precision: Precision): MatrixProducts
}

/** What the arithmetic of an engine rests on. */
export interface EngineFeatures {
  readonly relaxedSimd: boolean
  /** Name of the native BLAS, null where there is none. */
  readonly blas: string | null
}

/** Engines that nobody is using. One in use is known to its borrower alone. */
const idle: Engine[] = []
const mostIdle = 4
/** A memory cannot shrink: one that grew beyond this is dropped rather than kept. */
const largestKept = 2 ** 28
const memories = new WeakMap<Engine, Memory>()
const libraries = new WeakMap<Engine, NativeProducts>()

/**
 * An engine of this thread whose arena is empty; give it back with `returnEngine`.
 * A computation that was terminated never gives its engine back, and needs not: the engine is garbage with it, and whoever comes next
 * gets another. So nothing rests on a `finally` that a termination would skip, and computations may overlap.
 * @param blas a native BLAS for mode `fast`; without one all products are compiled primitives.
 */
export function borrowEngine(mode: Mode = "exact", blas: NativeProducts | null = null): Engine {
  const library = mode === "fast" ? blas : null
  const at = idle.findLastIndex((engine) => engine.mode === mode && (libraries.get(engine) ?? null) === library)
  return at >= 0 ? idle.splice(at, 1)[0]! : createEngine(mode, library)
}

/** Empties the arena of a borrowed engine and keeps the engine for the next borrower. */
export function returnEngine(engine: Engine): void {
  const memory = memories.get(engine)
  if (memory === undefined || idle.includes(engine))
    throw new Error("this engine was not borrowed, or was returned before")
  engine.arena.reset(engine.arena.mark() - engine.arena.used)
  if (memory.buffer.byteLength > largestKept) return
  idle.push(engine)
  if (idle.length > mostIdle) idle.shift()
}

function createEngine(mode: Mode, blas: NativeProducts | null): Engine {
  const memory = createMemory()
  const { base, relaxedSimd, ...primitives } = instantiate(memory, mode)
  const arena = createArena(memory, base)
  const products = {
    f32: createProducts(primitives.f32, "f32", arena, memory, blas),
    f64: createProducts(primitives.f64, "f64", arena, memory, blas),
  }
  const engine: Engine = Object.freeze({
    mode,
    features: Object.freeze({ relaxedSimd, blas: blas?.name ?? null }),
    arena,
    primitives: (precision: Precision) => primitives[precision],
    products: (precision: Precision) => products[precision],
  })
  memories.set(engine, memory)
  if (blas !== null) libraries.set(engine, blas)
  return engine
}

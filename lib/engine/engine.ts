import { type Arena, createArena, createMemory } from "./arena.ts"
import { instantiate, type Precision, type Primitives } from "./primitives.ts"
import type { Memory } from "./web-assembly.ts"

/** The compiled primitives and the arena they work on: borrowed for one computation, used by nobody else meanwhile. */
export interface Engine {
  readonly arena: Arena
  primitives(precision: Precision): Primitives
}

/** Engines that nobody is using. One in use is known to its borrower alone. */
const idle: Engine[] = []
const mostIdle = 4
/** A memory cannot shrink: one that grew beyond this is dropped rather than kept. */
const largestKept = 2 ** 28
const memories = new WeakMap<Engine, Memory>()

/**
 * An engine of this thread whose arena is empty; give it back with `returnEngine`.
 * A computation that was terminated never gives its engine back, and needs not: the engine is garbage with it, and whoever comes next
 * gets another. So nothing rests on a `finally` that a termination would skip, and computations may overlap.
 */
export function borrowEngine(): Engine {
  return idle.pop() ?? createEngine()
}

/** Empties the arena of a borrowed engine and keeps the engine for the next borrower. */
export function returnEngine(engine: Engine): void {
  const memory = memories.get(engine)
  if (memory === undefined || idle.includes(engine))
    throw new Error("this engine was not borrowed, or was returned before")
  engine.arena.reset(engine.arena.mark() - engine.arena.used)
  if (idle.length < mostIdle && memory.buffer.byteLength <= largestKept) idle.push(engine)
}

function createEngine(): Engine {
  const memory = createMemory()
  const { base, f32, f64 } = instantiate(memory)
  const arena = createArena(memory, base)
  const engine: Engine = Object.freeze({
    arena,
    primitives: (precision: Precision) => (precision === "f32" ? f32 : f64),
  })
  memories.set(engine, memory)
  return engine
}

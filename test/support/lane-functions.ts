import process from "node:process"
import { setImmediate, setTimeout } from "node:timers/promises"
import { isMainThread, threadId } from "node:worker_threads"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import { dnnGlm } from "../../lib/inference/dnn-glm/learner.ts"
import { bitsHash } from "../../lib/numerics/bits-hash.ts"
import { normal, uniform } from "../../lib/numerics/distributions.ts"
import { foldIn, type Key, key } from "../../lib/numerics/random-key.ts"
import type { Lane, LaneContext, LaneOutcome } from "../../lib/runs/lane.ts"
import { executeLanes } from "../../lib/runs/lanes.ts"
import { startPace } from "../../lib/runs/pace.ts"
import { startProgress, surroundings } from "../../lib/runs/surroundings.ts"
import { randomAnimal } from "./choice-sequences.ts"

/** Where workers find the functions below. */
export const laneModule: string = import.meta.url

/** Marks on shared memory by which a test sees from outside how far lanes are: how many began, how many ended by themselves, turns of those that spin. */
export type Marks = Int32Array
export const [began, ended, spun] = [0, 1, 2]

/** Nobody's marks. */
export function freshMarks(): Marks {
  return new Int32Array(new SharedArrayBuffer(12))
}

/** Waits for lanes to have come so far. */
export async function until(marks: Marks, which: number, count: number): Promise<void> {
  while (Atomics.load(marks, which) < count) await setTimeout(2)
}

/** A lane that runs a function of this module. */
export function laneOf(name: string, spec: unknown = null, seed = 1): Lane {
  return { module: laneModule, export: name, spec, key: key(seed) }
}

/** Fits a small network to a random animal. */
export async function fitNetwork(
  spec: { readonly trials: number; readonly epochs: number },
  key: Key,
  context: LaneContext,
) {
  const { onProgress } = context
  const animal = randomAnimal(foldIn(key, 0), spec.trials)
  const { info, status } = await dnnGlm({ epochs: spec.epochs, hiddenUnits: 5 }).fit([animal], { key, onProgress })
  return { status, hash: String(info.parameterHash), epochs: Number(info.epochs), weights: info.weights }
}

/** The hash of a matrix product in the engine of this thread, and how much of its arena was in use before. */
export function multiply(
  { size }: { readonly size: number },
  key: Key,
): { readonly hash: string; readonly used: number } {
  const engine = borrowEngine()
  const { used } = engine.arena
  const [a, b, c] = [0, 1, 2].map(() => engine.arena.matrix(size, size, "f64"))
  a!.values.set(normal(foldIn(key, 1), size * size))
  b!.values.set(uniform(foldIn(key, 2), size * size))
  const { product } = engine.primitives("f64")
  product(c!.pointer, size, 0, 0, a!.pointer, size, 1, b!.pointer, size, size, size, size)
  const hash = bitsHash(Float64Array.from(c!.values))
  returnEngine(engine)
  return { hash, used }
}

/** Waits, then hands back what it was told, and where it ran. */
export async function echo({ waitMs, tag }: { readonly waitMs: number; readonly tag: unknown }) {
  await setTimeout(waitMs)
  return { tag, threadId, isMainThread }
}

/** Waits until so many lanes have ended. */
export async function waitForOthers({ marks, others }: { readonly marks: Marks; readonly others: number }) {
  await until(marks, ended, others)
  return others
}

/** Loops as the library does until it is stopped, and hands back a result that says so. */
export async function loopUntilStopped({ tag, marks }: { readonly tag: unknown; readonly marks: Marks }) {
  Atomics.add(marks, began, 1)
  const pace = startPace()
  let turns = 0
  while (await pace.goOn()) turns += 1
  Atomics.add(marks, ended, 1)
  return { status: "stopped", tag, turns }
}

/** Asks its context, never its surroundings, and never gives the event loop a turn; its result does not say that it was stopped. */
export function askUntilStopped({ marks }: { readonly marks: Marks }, _key: Key, { stopped }: LaneContext): number {
  Atomics.add(marks, began, 1)
  let turns = 0
  while (!stopped()) turns += 1
  Atomics.add(marks, ended, 1)
  return turns
}

/** Two loops, one after the other: the second begins after the stop that ended the first. */
export async function loopTwiceUntilStopped(spec: { readonly marks: Marks }) {
  await loopUntilStopped({ tag: 1, ...spec })
  return loopUntilStopped({ tag: 2, ...spec })
}

/** Never ends and never looks. */
export function spin({ marks }: { readonly marks: Marks }): never {
  Atomics.add(marks, began, 1)
  for (;;) Atomics.add(marks, spun, 1)
}

/** Ways in which a lane brings down its worker, outside of its own promise. */
export const deaths = {
  exit: () => process.exit(7),
  "throw outside": () =>
    process.nextTick(() => {
      throw new Error("thrown outside")
    }),
  "reject outside": () => void Promise.reject(new Error("rejected outside")),
}

/** Brings down its worker until it was begun `times` times before. */
export async function dieAtFirst(
  { how, times, marks }: { readonly how: keyof typeof deaths; readonly times: number; readonly marks: Marks },
  key: Key,
) {
  if (Atomics.add(marks, began, 1) >= times) return uniform(key, 1)[0]
  deaths[how]()
  return new Promise(() => setInterval(() => {}, 1000))
}

/** Uses up the memory of its worker step by step: one long rush can abort the process before Node ends the worker (nodejs/node#47224). */
export async function growForEver(): Promise<never> {
  const kept: unknown[] = []
  for (;;) {
    await setImmediate()
    for (let i = 0; i < 100; i += 1) kept.push(new Array(1000).fill(i))
  }
}

/** Throws what it was told. */
export async function fail({ message }: { readonly message: string }): Promise<never> {
  throw new Error(message)
}

/** Hands back what cannot be copied. */
export function handBackFunction(): () => number {
  return () => 1
}

/** Says how far it is, itself or by the bars of what it calls, until the test has seen it. */
export async function report(spec: { readonly own: boolean; readonly marks: Marks }, _key: Key, context: LaneContext) {
  const bar = startProgress("inner", 4)
  surroundings().display({ "text/plain": "shown by a lane" }, { id: "lane" })
  surroundings().update({ "text/plain": "shown again" }, { id: "lane" })
  Atomics.add(spec.marks, began, 1)
  while (Atomics.load(spec.marks, ended) === 0) {
    bar.report(2)
    if (spec.own) context.onProgress({ label: "lane", done: 1, total: 4 })
    await setTimeout(5)
  }
}

/** Prints to both streams. */
export function print({ text }: { readonly text: string }): void {
  console.log(`${text} out`)
  console.error(`${text} error`)
}

/** Runs lanes of its own. */
export async function nest({ marks }: { readonly marks: Marks }, key: Key): Promise<readonly LaneOutcome[]> {
  const inner = { module: laneModule, export: "loopUntilStopped", spec: { tag: "inner", marks }, key }
  const { value } = await executeLanes([inner], { label: "inner", workers: 1 })
  return value
}

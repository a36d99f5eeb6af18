import { types } from "node:util"
import { type CellContext, contexts, isStopped } from "./contexts.ts"

/** What every `await` of a stopped cell throws. */
export class CellStopped extends Error {
  /** Says that the user stopped the cell. */
  constructor() {
    super("This cell was stopped.")
    this.name = "CellStopped"
  }
}

/** How many times a stopped cell may catch `CellStopped` (to clean up) before its awaits wait forever. */
const REFUSALS = 100

/** True once any cell was stopped: until then guards cost next to nothing. */
let anyStopped = false

/** Arms the guards below. */
export function armGuards(): void {
  anyStopped = true
}

/** Stands before every awaited value of a cell: a stopped cell begins no further wait. */
export function before<Value>(value: Value): Value {
  if (!anyStopped) return value
  const context = stoppedContext()
  if (context === null) return value
  // Its failure concerns nobody any more.
  if (types.isPromise(value)) value.catch(() => {})
  if (context.refusals >= REFUSALS) return waitForever() as Value
  return refuse(context)
}

/** Stands before what the top level of a cell awaits. */
export function beforeTop<Value>(value: Value): Value {
  const context = contexts.getStore()
  if (context !== undefined) context.awaited = value
  return before(value)
}

/** Stands behind every awaited value of a cell. */
export function after<Value>(value: Value): Value {
  if (anyStopped) check()
  return value
}

/** Throws where the current cell was stopped. */
export function check(): void {
  if (!anyStopped) return
  const context = stoppedContext()
  if (context !== null) refuse(context)
}

function stoppedContext(): CellContext | null {
  const context = contexts.getStore()
  return context !== undefined && isStopped(context) ? context : null
}

function refuse(context: CellContext): never {
  context.refusals += 1
  throw new CellStopped()
}

/** Never settles, as a promise and as an asynchronous sequence. */
function waitForever(): Promise<never> & AsyncIterable<never> {
  const forever = new Promise<never>(() => {})
  return Object.assign(forever, { [Symbol.asyncIterator]: () => ({ next: () => forever }) })
}

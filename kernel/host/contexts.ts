import { AsyncLocalStorage } from "node:async_hooks"

/** What belongs to one run of a cell or of a comm's handler, and follows everything that it started. */
export interface CellContext {
  readonly request: string
  readonly number: number
  /** Why this run cannot ask for input, or null where it can. */
  readonly inputRefusal: string | null
  /** True once the user stopped this run. */
  stopped: boolean
  /** How often an `await` of this run has thrown since. */
  refusals: number
  /** What the cell's top level waits for: as long as it runs, that must not be collected as garbage. */
  awaited: unknown
  /** Displays that are still being made; the cell's end waits for them. */
  readonly pending: Set<Promise<unknown>>
}

/** Tells which run of a cell the current code belongs to, late timers and promises included. */
export const contexts = new AsyncLocalStorage<CellContext>()

/** This storage and those of user code: each of them switches the hooks on. */
const storages = new Set<AsyncLocalStorage<unknown>>([contexts])

let latest: CellContext | null = null
let latestOpened = 0
let stoppedUpTo = 0
let isPaused = false

/** Opens the context of a new run of a cell. */
export function openContext(request: string, number: number, inputRefusal: string | null): CellContext {
  latest = createContext(request, number, inputRefusal)
  return latest
}

/** Opens the context of a handler of comm messages, which runs beside the cells. */
export function openHandlerContext(request: string, number: number): CellContext {
  return createContext(request, number, "Only a cell can ask for input, not a handler of comm messages.")
}

function createContext(request: string, number: number, inputRefusal: string | null): CellContext {
  latestOpened = number
  return { request, number, inputRefusal, stopped: false, refusals: 0, awaited: null, pending: new Set() }
}

/** The request that caused the current code; the last one where that is not known. */
export function currentRequest(): string | null {
  return contexts.getStore()?.request ?? latest?.request ?? null
}

/** Whether a run was stopped, by itself or together with all that ran before. */
export function isStopped(context: CellContext): boolean {
  return context.stopped || context.number <= stoppedUpTo
}

/** Stops what all runs up to this one still do in timers and promises. */
export function stopAllUpTo(number: number): void {
  stoppedUpTo = Math.max(stoppedUpTo, number)
}

/** Number of the last run that began. */
export function latestNumber(): number {
  return latestOpened
}

/** Runs an action as part of a run of a cell; untracked between a termination and the recovery from it. */
export function runWithin<Result>(context: CellContext, action: () => Result): Result {
  return isPaused ? action() : contexts.run(context, action)
}

/**
 * Gives up tracking for now. Node 20 and 22 track by hooks that note every callback's begin and end,
 * and abort the process when a termination keeps them from noting an end.
 * @returns whether that worked; not in the midst of such a hook, where Node cannot switch it off: try again
 */
export function pauseTracking(): boolean {
  if (new Error().stack?.includes("at emitInit")) return false
  isPaused = true
  for (const storage of storages) storage.disable()
  return true
}

/** Lets tracking begin again with the next `runWithin`. */
export function resumeTracking(): void {
  isPaused = false
}

/** Notes the storages that user code and its libraries run with, so that `pauseTracking` can switch them off too. */
export function noteStorages(): void {
  for (const method of ["run", "enterWith"] as const) {
    const original: (...values: never[]) => unknown = AsyncLocalStorage.prototype[method]
    const noting = function (this: AsyncLocalStorage<unknown>, ...values: unknown[]) {
      storages.add(this)
      if (isPaused) return method === "run" ? untracked(values) : undefined
      return Reflect.apply(original, this, values)
    }
    Object.defineProperty(AsyncLocalStorage.prototype, method, {
      value: noting,
      configurable: true,
      writable: true,
    })
  }
}

/** What `run` is to run, without its value: a timer may come between a termination and the recovery from it. */
function untracked([, action, ...rest]: readonly unknown[]): unknown {
  return Reflect.apply(action as (...values: unknown[]) => unknown, undefined, rest)
}

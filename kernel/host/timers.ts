import { clearInterval } from "node:timers"
import { type CellContext, contexts, isStopped } from "./contexts.ts"

let current: CellContext | null = null

/**
 * Makes the global timers mind interrupts: callbacks of a stopped run do not fire any more,
 * and the run whose callback a termination has hit is known.
 */
export function guardTimers(): void {
  globalThis.setTimeout = guarded(globalThis.setTimeout)
  globalThis.setInterval = guarded(globalThis.setInterval)
  globalThis.setImmediate = guarded(globalThis.setImmediate)
}

/** The run whose timer callback was cut short by a termination, told once. */
export function takeTerminatedTimer(): CellContext | null {
  const context = current
  current = null
  return context
}

function guarded<Schedule extends (...values: never[]) => unknown>(schedule: Schedule): Schedule {
  return new Proxy(schedule, {
    apply(target, self, values: unknown[]) {
      const [callback, ...rest] = values
      const context = contexts.getStore()
      const isPlain = typeof callback !== "function" || context === undefined
      const guardedValues = isPlain ? values : [whileWanted(callback, context), ...rest]
      return Reflect.apply(target, self, guardedValues)
    },
  })
}

type Callback = (...values: unknown[]) => unknown

function whileWanted(callback: unknown, context: CellContext): Callback {
  return function (this: unknown, ...values) {
    if (isStopped(context) && !isPromiseResolver(callback)) {
      clearInterval(this as NodeJS.Timeout)
      return
    }
    const outer = current
    current = context
    try {
      Reflect.apply(callback as Callback, this, values)
    } finally {
      // A termination skips this line: that is how its victim is known.
      current = outer
    }
  }
}

/** In `setTimeout(resolve, 100)` an `await` waits behind it, which then throws and lets the cell clean up. */
function isPromiseResolver(callback: unknown): boolean {
  const { name, length } = callback as Callback
  return name === "" && length === 1 && /\{ \[native code\] \}$/.test(String(callback))
}

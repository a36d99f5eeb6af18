import process from "node:process"
import { setImmediate } from "node:timers"
import { noteStorages, pauseTracking, resumeTracking } from "./contexts.ts"
import { BEFORE_TERMINATION } from "./shared-state.ts"

/** Makes this thread survive terminations. */
export function prepareForTermination(): void {
  noteStorages()
  Object.defineProperty(globalThis, Symbol.for(BEFORE_TERMINATION), { value: pauseTracking })
}

/**
 * Clears what a termination left on Node's stack of asynchronous contexts, then goes on.
 * Node does so itself after an uncaught exception, and offers no other way.
 */
export function recoverFromTermination(goOn: () => void): void {
  const recovered = () => {
    process.setUncaughtExceptionCaptureCallback(null)
    setImmediate(() => {
      resumeTracking()
      goOn()
    })
  }
  try {
    process.setUncaughtExceptionCaptureCallback(recovered)
  } catch {
    // User code has taken the callback (as the `domain` module does); it would see our exception.
    resumeTracking()
    goOn()
    return
  }
  setImmediate(() => {
    throw new Error("Clears the stack of asynchronous contexts.")
  })
}

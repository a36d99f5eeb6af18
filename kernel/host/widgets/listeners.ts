import { type CellContext, contexts, isStopped, runWithin } from "../contexts.ts"
import { reportLateError } from "../late-errors.ts"

/** Those who follow something, each called as part of the cell that registered it. */
export interface Listeners<Value> {
  /** @returns a function that ends this */
  add(callback: (value: Value) => unknown): () => void
  /** The next value; rejected where none can come any more. */
  next(): Promise<Value>
  /** Tells a value to all; resolves when what they returned is settled, rejects never. */
  tell(value: Value): Promise<void>
  /** Nothing will be told any more. */
  end(): void
}

interface Waiting<Value> {
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

/** @param what is followed, for the message to those who wait when it ends */
export function createListeners<Value>(what: string): Listeners<Value> {
  const callbacks = new Map<symbol, (value: Value) => Promise<void>>()
  const waiting: Waiting<Value>[] = []
  let isEnded = false
  const ended = () => new Error(`This ${what} is closed: nothing comes from it any more.`)

  return {
    add(callback) {
      const key = Symbol()
      const context = contexts.getStore()
      callbacks.set(key, (value) => callWithin(context, () => callback(value)))
      return () => void callbacks.delete(key)
    },
    next() {
      if (isEnded) return Promise.reject(ended())
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    async tell(value) {
      for (const { resolve } of waiting.splice(0)) resolve(value)
      await Promise.all([...callbacks.values()].map((call) => call(value)))
    },
    end() {
      isEnded = true
      callbacks.clear()
      for (const { reject } of waiting.splice(0)) reject(ended())
    },
  }
}

/** What a callback shows or throws goes to its cell; that of a stopped cell is not called. */
async function callWithin(context: CellContext | undefined, callback: () => unknown): Promise<void> {
  if (context === undefined) return settle(callback)
  if (!isStopped(context)) await runWithin(context, () => settle(callback))
}

async function settle(callback: () => unknown): Promise<void> {
  try {
    await callback()
  } catch (error) {
    reportLateError(error)
  }
}

import process from "node:process"

/** The two streams that a program prints to. */
export type StreamName = "stdout" | "stderr"

/** Something printed. */
export type Printed = string | Uint8Array

/**
 * Hands what is printed in this thread to `print`. A worker's own streams would show it under the cell that happened to start the worker,
 * whichever cell's lane it works on.
 */
export function redirectStreams(print: (stream: StreamName, text: Printed) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    const write = (text: Printed, encoding?: unknown, callback?: unknown): boolean => {
      print(name, text)
      const written = typeof encoding === "function" ? encoding : callback
      if (typeof written === "function") queueMicrotask(() => written())
      return true
    }
    process[name].write = write
  }
}

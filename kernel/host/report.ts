import type { Buffer } from "node:buffer"
import { writeSync } from "node:fs"
import { encodeLine, REPORT_FD, type Report } from "./wire.ts"

const pause = new Int32Array(new SharedArrayBuffer(4))
const write = writeSync

/** Tells the front process something at once, however busy this thread is. */
export function report(message: Report, buffers?: readonly Uint8Array[]): void {
  writeFully(encodeLine(message, buffers))
}

function writeFully(bytes: Buffer): void {
  let written = 0
  while (written < bytes.length) {
    try {
      written += write(REPORT_FD, bytes, written)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // The front process is gone; the watching thread ends this one.
      if (code === "EPIPE" || code === "EOF" || code === "ECONNRESET") return
      if (code !== "EAGAIN") throw error
      Atomics.wait(pause, 0, 0, 1)
    }
  }
}

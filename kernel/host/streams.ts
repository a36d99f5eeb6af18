import { Buffer } from "node:buffer"
import { Console } from "node:console"
import process from "node:process"
import { Writable } from "node:stream"
import { StringDecoder } from "node:string_decoder"
import { currentRequest } from "./contexts.ts"
import { report } from "./report.ts"

/**
 * Sends `console`, `process.stdout` and `process.stderr` to the front process, each piece tagged with the request that caused it.
 * The real descriptors stay untouched for native code, which the front process reads by itself.
 */
export function captureStreams(): void {
  const stdout = new ReportingStream("stdout")
  const stderr = new ReportingStream("stderr")
  Object.defineProperty(process, "stdout", { value: stdout, configurable: true, enumerable: true })
  Object.defineProperty(process, "stderr", { value: stderr, configurable: true, enumerable: true })
  const console = new Console({ stdout, stderr, colorMode: false })
  Object.defineProperty(console, "Console", { value: Console })
  // V8's own console keeps the last thousand values alive for a debugger; this one does not.
  Object.defineProperty(globalThis, "console", { value: console, configurable: true, writable: true })
}

type WriteCallback = (error?: Error | null) => void

/** A stream that is done with every chunk before `write` returns, so that an interrupt leaves nothing half done. */
class ReportingStream extends Writable {
  readonly fd: number
  readonly #name: "stdout" | "stderr"
  readonly #decoder = new StringDecoder("utf8")

  constructor(name: "stdout" | "stderr") {
    super({ decodeStrings: false })
    this.#name = name
    this.fd = name === "stdout" ? 1 : 2
  }

  override write(
    chunk: unknown,
    encodingOrCallback?: BufferEncoding | WriteCallback,
    callback?: WriteCallback,
  ): boolean {
    const encoding = typeof encodingOrCallback === "string" ? encodingOrCallback : "utf8"
    const done = typeof encodingOrCallback === "function" ? encodingOrCallback : callback
    this._write(chunk, encoding, done ?? (() => {}))
    return true
  }

  override _write(chunk: unknown, encoding: BufferEncoding, callback: WriteCallback): void {
    const text = this.#toText(chunk, encoding)
    if (text !== "") {
      const output = { kind: "stream", request: currentRequest(), name: this.#name, text } as const
      report({ type: "output", output })
    }
    process.nextTick(callback)
  }

  #toText(chunk: unknown, encoding: BufferEncoding): string {
    if (typeof chunk === "string") {
      return encoding === "hex" || encoding === "base64" ? this.#decoder.write(Buffer.from(chunk, encoding)) : chunk
    }
    if (chunk instanceof Uint8Array) return this.#decoder.write(chunk as Buffer)
    throw new TypeError(`write takes a string or a Uint8Array, not ${typeof chunk}`)
  }
}

import { Buffer } from "node:buffer"
import { DataError } from "../../data-error.ts"
import { type Place, placeName } from "../elements.ts"

/** The longest line of a text opcode; protocol 0 writes the data of an array so. */
const longestLine = 2 ** 24

/** Reads a pickle's bytes from the front and refuses to read past their end. */
export class PickleSource {
  readonly bytes: Buffer
  readonly #place: Place
  #at = 0
  #opcodeAt = 0

  constructor(bytes: Uint8Array, place: Place) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#place = place
  }

  /** The next opcode. */
  opcode(): number {
    this.#opcodeAt = this.#at
    return this.unsigned(1)
  }

  /** The next `count` bytes, as a view. */
  take(count: number): Buffer {
    if (count > this.bytes.length - this.#at) {
      throw new DataError(
        "truncated",
        `${placeName(this.#place)}: the pickle stops at byte ${this.bytes.length}, where ${count} bytes from byte ${this.#at} on were expected.`,
      )
    }
    this.#at += count
    return this.bytes.subarray(this.#at - count, this.#at)
  }

  /** A little-endian unsigned integer of 1, 2, 4 or 8 bytes. */
  unsigned(size: 1 | 2 | 4 | 8): number {
    const bytes = this.take(size)
    if (size < 8) return bytes.readUIntLE(0, size)
    const value = Number(bytes.readBigUInt64LE())
    return Number.isSafeInteger(value) ? value : this.refuse("claims a length beyond 2^53")
  }

  /** Text up to the next line end. */
  line(): string {
    const end = this.bytes.indexOf(10, this.#at)
    if (end < 0 || end - this.#at > longestLine) this.refuse("has a line that does not end")
    const text = this.take(end - this.#at).toString("latin1")
    this.take(1)
    return text.endsWith("\r") ? text.slice(0, -1) : text
  }

  /** UTF-8 text of `count` bytes. */
  text(count: number): string {
    return this.take(count).toString("utf8")
  }

  /** Throws a DataError that names the byte of the opcode. */
  refuse(what: string): never {
    throw new DataError("malformed", `${placeName(this.#place)}: the pickle ${what} (byte ${this.#opcodeAt}).`)
  }
}

import type { PickleSource } from "./source.ts"

/** A decimal integer of a text opcode, with or without the L of Python 2; "00" and "01" of opcode I are booleans. */
export function integerOf(text: string, source: PickleSource): number {
  const digits = text.trim().replace(/L$/, "")
  const value = /^[+-]?\d{1,17}$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(value) ? value : source.refuse(`has ${shortened(text)} for an exact integer`)
}

/** A decimal floating-point number of a text opcode. */
export function floatOf(text: string, source: PickleSource): number {
  const trimmed = text.trim()
  if (/^[+-]?(?:inf|infinity)$/i.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(trimmed)) return Number.NaN
  if (/^[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:e[+-]?\d{1,4})?$/i.test(trimmed)) return Number(trimmed)
  return source.refuse(`has ${shortened(text)} for a number`)
}

/** A little-endian integer in two's complement of as many bytes as there are. */
export function longOf(bytes: Uint8Array, source: PickleSource): number {
  if (bytes.length > 8) return source.refuse("has an integer beyond 2^53")
  let value = 0n
  bytes.forEach((byte, i) => {
    value |= BigInt(byte) << BigInt(8 * i)
  })
  const number = Number(BigInt.asIntN(Math.max(1, 8 * bytes.length), value))
  return Number.isSafeInteger(number) ? number : source.refuse("has an integer beyond 2^53")
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  "\\": "\\",
  "'": "'",
  '"': '"',
  0: "\0",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
}

/** A quoted text of Python 2, as its repr wrote it. */
export function quotedText(line: string, source: PickleSource): string {
  const quote = line[0]
  if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote)) {
    return source.refuse("has a text without quotes")
  }
  return line.slice(1, -1).replace(/\\(x[\da-fA-F]{2}|.)/g, (whole, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return escapes[code] ?? whole
  })
}

/** A text in Python's raw-unicode-escape. */
export function escapedText(line: string, source: PickleSource): string {
  return line.replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (_, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long!, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : source.refuse("has a character beyond Unicode")
  })
}

function shortened(text: string): string {
  return JSON.stringify(text.slice(0, 60))
}

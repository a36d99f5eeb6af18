import { Buffer } from "node:buffer"
import { gunzipSync } from "node:zlib"
import { DataError } from "../data-error.ts"
import { leavesArchive } from "./archive-path.ts"

/** A file in a tar archive. */
export interface TarEntry {
  readonly name: string
  /** Its bytes, a view into the archive. */
  readonly content: Uint8Array
}

/** Caps on what is inflated from one file. */
const mostEntries = 10_000
const mostBytes = 2 ** 29

const block = 512
const magic = "ustar\x0000"

/**
 * Inflates a gzip file, 512 MiB at most.
 * @param file where it lies, for messages
 * @throws DataError where it is no gzip file, damaged, cut short, or would inflate to more
 */
export function inflateGzip(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    const start = Buffer.from(bytes.subarray(0, 2)).toString("hex")
    throw new DataError("malformed", `${file} is no gzip file: it begins with "${start}" instead of "1f8b".`)
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "Z_BUF_ERROR") throw new DataError("truncated", `${file} is a gzip file that ends too early.`)
    const what = code === "ERR_BUFFER_TOO_LARGE" ? `it would inflate to more than ${mostBytes} bytes` : message
    throw new DataError("malformed", `${file} is a gzip file that cannot be read: ${what}.`)
  }
}

/**
 * The files of a tar archive in the interchange format ustar, in their order; directories are passed over.
 * Source: POSIX.1-1988, pax, "ustar Interchange Format"; without links, devices and extended headers.
 * @param file where it lies, for messages
 * @throws DataError where a header is damaged, a file is cut off, has a path that leaves the archive, or is there twice
 */
export function tarEntries(bytes: Uint8Array, file: string): readonly TarEntry[] {
  const entries = new Map<string, TarEntry>()
  for (let at = 0; ; ) {
    if (at + block > bytes.length) {
      throw new DataError("truncated", `${file} is a tar archive without an end at byte ${at}, so it looks truncated.`)
    }
    const header = bytes.subarray(at, at + block)
    if (header.every((byte) => byte === 0)) {
      if (bytes.subarray(at).some((byte) => byte !== 0)) damaged(file, `something follows its end at byte ${at}`)
      return [...entries.values()]
    }
    const { name, size, isFile } = headerAt(header, at, file)
    const start = at + block
    if (start + size > bytes.length) {
      const left = bytes.length - start
      throw new DataError("truncated", `${file} is a tar archive whose ${name} has ${left} of its ${size} bytes.`)
    }
    if (entries.has(name)) damaged(file, `it has two entries named ${JSON.stringify(name)}`)
    if (isFile) entries.set(name, { name, content: bytes.subarray(start, start + size) })
    if (entries.size > mostEntries) damaged(file, `it has more than ${mostEntries} files`)
    at = start + Math.ceil(size / block) * block
  }
}

interface Header {
  readonly name: string
  readonly size: number
  readonly isFile: boolean
}

function headerAt(header: Uint8Array, at: number, file: string): Header {
  const field = (start: number, length: number): Buffer => Buffer.from(header.subarray(start, start + length))
  const found = field(257, 8).toString("latin1")
  if (found !== magic) {
    damaged(file, `its header at byte ${at} has the magic ${JSON.stringify(found)} instead of ${JSON.stringify(magic)}`)
  }
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0)
  const checksum = octal(field(148, 8), "checksum", at, file)
  if (checksum !== sum) damaged(file, `its header at byte ${at} has the checksum ${checksum} instead of ${sum}`)
  const [last, prefix] = [field(0, 100), field(345, 155)].map((bytes) => nameIn(bytes, at, file))
  const name = prefix === "" ? last! : `${prefix}/${last}`
  if (leavesArchive(name)) damaged(file, `its entry ${JSON.stringify(name)} has a path that leaves the archive`)
  const kind = String.fromCharCode(header[156]!)
  const size = octal(field(124, 12), "size", at, file)
  if (kind === "0" || kind === "\0") return { name, size, isFile: true }
  if (kind === "5" && size === 0) return { name, size, isFile: false }
  return damaged(
    file,
    `its entry ${JSON.stringify(name)} is of the type ${JSON.stringify(kind)} and ${size} bytes; accepted are files, "0", and directories, "5", of 0 bytes`,
  )
}

function octal(bytes: Buffer, what: string, at: number, file: string): number {
  const text = bytes.toString("latin1")
  if (/^[0-7]+[ \0]*$/.test(text)) return Number.parseInt(text, 8)
  return damaged(file, `its header at byte ${at} has the ${what} ${JSON.stringify(text)}, which is no octal number`)
}

function nameIn(bytes: Buffer, at: number, file: string): string {
  const end = bytes.indexOf(0)
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(end < 0 ? bytes : bytes.subarray(0, end))
  } catch {
    return damaged(file, `its header at byte ${at} has a name that is no UTF-8`)
  }
}

function damaged(file: string, what: string): never {
  throw new DataError("malformed", `${file} is a tar archive that cannot be read: ${what}.`)
}

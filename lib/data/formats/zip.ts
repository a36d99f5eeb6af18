import { Buffer } from "node:buffer"
import { inflateRawSync } from "node:zlib"
import { DataError } from "../data-error.ts"
import { leavesArchive } from "./archive-path.ts"

/** An entry of a zip file, not yet inflated. */
export interface ZipEntry {
  readonly name: string
  /** Bytes after inflating. */
  readonly size: number
  /** Inflates it. */
  readonly read: () => Uint8Array
}

/** Caps on what is inflated from one file. */
const mostEntries = 10_000
const mostBytes = 2 ** 29
/** DEFLATE cannot do better than 1032:1, so a directory that claims more lies. */
const mostRatio = 1032

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50

/** Whether bytes begin as a zip file with entries does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length > 30 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === localSignature
}

/**
 * The entries of a zip file, by its directory; sizes are capped before anything is inflated.
 * Source: PKWARE, APPNOTE.TXT, sections 4.3 and 4.4; without encryption, several discs and ZIP64.
 * @throws DataError where the directory is damaged, an entry has a path that leaves the file's folder, or claims too much
 */
export function zipEntries(bytes: Uint8Array, file: string): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view, file)
  const count = view.getUint16(end + 10, true)
  const start = view.getUint32(end + 16, true)
  if (count > mostEntries || start === 0xffffffff) {
    throw new DataError("malformed", `${file} is a zip file of more than ${mostEntries} entries, or of the kind ZIP64.`)
  }
  const entries: ZipEntry[] = []
  for (let i = 0, at = start; i < count; i += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== entrySignature) return damaged(file, "its directory is damaged")
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    const after = at + 46 + lengths.reduce((sum, length) => sum + length, 0)
    if (after > end) return damaged(file, "its directory is damaged")
    entries.push(entryAt(bytes, view, at, lengths[0]!, file))
    at = after
  }
  const total = entries.reduce((sum, { size }) => sum + size, 0)
  if (total > mostBytes) return damaged(file, `it would inflate to ${total} bytes; accepted are ${mostBytes}`)
  const twice = entries.find(({ name }, i) => entries.findIndex((other) => other.name === name) !== i)
  if (twice !== undefined) return damaged(file, `it has two entries named ${JSON.stringify(twice.name)}`)
  return entries
}

function findEnd(view: DataView, file: string): number {
  const last = view.byteLength - 22
  for (let at = last; at >= Math.max(0, last - 0xffff); at -= 1)
    if (view.getUint32(at, true) === endSignature) return at
  throw new DataError("truncated", `${file} has no zip directory at its end, so it looks truncated.`)
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, nameLength: number, file: string): ZipEntry {
  const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString("utf8")
  if (leavesArchive(name)) damaged(file, `its entry ${JSON.stringify(name)} has a path that leaves the archive`)
  const packed = view.getUint32(at + 20, true)
  const size = view.getUint32(at + 24, true)
  const method = view.getUint16(at + 10, true)
  if ((view.getUint16(at + 8, true) & 1) !== 0) return damaged(file, `its entry ${name} is encrypted`)
  if (method !== 0 && method !== 8) return damaged(file, `its entry ${name} is packed by method ${method}, not DEFLATE`)
  if (size > mostRatio * packed + 64) return damaged(file, `its entry ${name} claims ${size} bytes out of ${packed}`)
  const checksum = view.getUint32(at + 16, true)
  const local = view.getUint32(at + 42, true)
  return { name, size, read: () => inflate(bytes, view, { name, packed, size, method, checksum, local }, file) }
}

interface Packed {
  readonly name: string
  readonly packed: number
  readonly size: number
  readonly method: number
  readonly checksum: number
  readonly local: number
}

function inflate(bytes: Uint8Array, view: DataView, entry: Packed, file: string): Uint8Array {
  const { name, local, packed, size } = entry
  if (local + 30 > bytes.length || view.getUint32(local, true) !== localSignature)
    return damaged(file, `its entry ${name} is not where the directory says`)
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  if (start + packed > bytes.length) return damaged(file, `its entry ${name} is cut off`)
  const content = bytes.subarray(start, start + packed)
  const whole = entry.method === 0 ? content : inflateTo(size, content, name, file)
  if (whole.length !== size) return damaged(file, `its entry ${name} has ${whole.length} bytes instead of ${size}`)
  if (crc32(whole) !== entry.checksum) return damaged(file, `its entry ${name} does not fit its checksum`)
  return whole
}

function inflateTo(size: number, content: Uint8Array, name: string, file: string): Uint8Array {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(size, 1) })
  } catch {
    return damaged(file, `its entry ${name} cannot be inflated to its ${size} bytes`)
  }
}

function damaged(file: string, what: string): never {
  throw new DataError("malformed", `${file} is a zip file that cannot be read: ${what}.`)
}

const polynomial = 0xedb88320
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? polynomial ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = table[(value ^ byte) & 0xff]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

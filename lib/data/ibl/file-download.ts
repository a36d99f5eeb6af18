import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { mkdir, open, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import type { URL } from "node:url"
import { DataError } from "../data-error.ts"
import type { Answer, Requests } from "./requests.ts"

/** A file on a server and what is known of it. */
export interface RemoteFile {
  readonly address: URL
  /** Size in bytes; null where the server does not say. */
  readonly bytes: number | null
  /** MD5 of its bytes, 32 hexadecimal digits; null where the server does not say. */
  readonly md5: string | null
}

/** What a download needs beside the file. */
export interface DownloadOptions {
  readonly requests: Requests
  /** Largest size of a file that is taken. */
  readonly maximumBytes?: number
  /** The token of the trusted origin, for files the server itself keeps. */
  readonly token?: string
  readonly onBytes?: (done: number, total: number | null) => void
}

const largestFile = 256 * 1024 * 1024
const resumptions = 5

/**
 * Brings a file to a path, or finds it there: size and MD5 are checked before it gets its name; what a broken connection
 * leaves stays beside it as `.partial`, and the next call asks for the rest only.
 * @returns whether it was here already, had to be fetched, or was fetched but could not be checked as the server gives no MD5.
 * @throws DataError where it cannot be had, is too large, or is not the file described
 */
export async function downloadFile(
  file: RemoteFile,
  path: string,
  options: DownloadOptions,
): Promise<"here" | "downloaded" | "unchecked"> {
  if (await isHere(file, path)) return "here"
  const most = options.maximumBytes ?? largestFile
  if (file.bytes !== null && file.bytes > most) throw new DataError("impossible-value", tooLarge(file, most))
  const partial = `${path}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    // Without a checksum nothing shows that what is here and what comes now are one file.
    if (file.md5 === null) await rm(partial, { force: true })
    const kept = await sizeOf(partial)
    await fetchAll(file, partial, options, most)
    const fault = await faultOf(file, partial)
    if (fault !== null && kept > 0) {
      // What was kept may be of an older version of the file: once more, from its beginning.
      await rm(partial, { force: true })
      await fetchAll(file, partial, options, most)
    }
    const last = fault !== null && kept > 0 ? await faultOf(file, partial) : fault
    if (last !== null) {
      await rm(partial, { force: true })
      throw new DataError("wrong-checksum", `${last} Nothing was kept.`)
    }
    await rename(partial, path)
    return file.md5 === null ? "unchecked" : "downloaded"
  } catch (error) {
    if (error instanceof DataError || !/^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? "")) throw error
    const reason = (error as Error).message
    throw new DataError("unwritable", `${path} cannot be written: ${reason}. Set DELTAW_CACHE to a folder that can be.`)
  }
}

async function fetchAll(file: RemoteFile, partial: string, options: DownloadOptions, most: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await sizeOf(partial)
    if (file.bytes !== null && before >= file.bytes && before > 0) return
    try {
      await fetchRest(file, partial, before, options, most)
      return
    } catch (error) {
      if (!(error instanceof DataError && error.fault === "unreachable")) throw error
      const now = await sizeOf(partial)
      // Only where it gets on is it worth going on; a server that refuses has been asked again already.
      if (file.md5 !== null && now > before && attempt < resumptions) continue
      const kept = file.md5 !== null && now > 0 ? ` ${now} bytes are kept, and the next run goes on from there.` : ""
      throw new DataError("unreachable", `${error.message}${kept}`)
    }
  }
}

async function fetchRest(
  file: RemoteFile,
  partial: string,
  before: number,
  { requests, token, onBytes }: DownloadOptions,
  most: number,
): Promise<void> {
  const place = `${file.address.origin}${file.address.pathname}`
  const headers: Record<string, string> = { "accept-encoding": "identity" }
  if (before > 0) headers.range = `bytes=${before}-`
  const answer = await requests(file.address, {
    headers,
    ...(token === undefined ? {} : { token }),
  })
  // 416: what is here is no shorter than what is there; the checksum says whether it is the file.
  if (answer.status === 416 && before > 0) return answer.discard()
  if (answer.status !== 200 && answer.status !== 206) {
    answer.discard()
    throw refusalOf(answer.status, place)
  }
  const start = answer.status === 206 ? startOf(answer, before, place) : 0
  const limit = file.bytes ?? most
  const target = await open(partial, start > 0 ? "a" : "w")
  let done = start
  try {
    for await (const piece of answer.pieces()) {
      done += piece.length
      if (done > limit) break
      await target.write(piece)
      onBytes?.(done, file.bytes)
    }
  } finally {
    await target.close()
  }
  if (done <= limit) return
  await rm(partial, { force: true })
  const sentence =
    file.bytes === null ? tooLarge(file, most) : `${place} sends more than the ${file.bytes} bytes it should have.`
  throw new DataError("wrong-checksum", `${sentence} Nothing was kept.`)
}

function refusalOf(status: number, place: string): DataError {
  if (status !== 401 && status !== 403) {
    return new DataError(
      status === 404 ? "not-found" : "unreachable",
      `${place} answered ${status}; the file was not downloaded.`,
    )
  }
  const sentence = "this server of files wants a login of its own, not that of the Alyx server; the file is not public."
  return new DataError("not-permitted", `${place} answered ${status}: ${sentence}`)
}

function startOf({ headers }: Answer, before: number, place: string): number {
  const start = Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN)
  if (start === before) return start
  throw new DataError("malformed", `${place} was asked for bytes from ${before} on but sends them from ${start}.`)
}

async function isHere(file: RemoteFile, path: string): Promise<boolean> {
  try {
    await stat(path)
  } catch {
    return false
  }
  return (await faultOf(file, path)) === null
}

function faultOf({ address, bytes, md5 }: RemoteFile, path: string): Promise<string | null> {
  return faultOfFile({ bytes, md5 }, path, `${address.origin}${address.pathname}`)
}

/** What is wrong with a file's size or MD5, as a sentence about `place`; null where nothing is. */
export async function faultOfFile(
  { bytes, md5 }: Pick<RemoteFile, "bytes" | "md5">,
  path: string,
  place: string,
): Promise<string | null> {
  const found = await sizeOf(path)
  if (bytes !== null && found !== bytes) return `${place} should have ${bytes} bytes, but has ${found}.`
  if (md5 === null) return null
  const hash = createHash("md5")
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array)
  const digest = hash.digest("hex")
  return digest === md5.toLowerCase() ? null : `${place} should have the md5 ${md5}, but what came has ${digest}.`
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => ({ size: 0 }))).size
}

function tooLarge({ address, bytes }: RemoteFile, most: number): string {
  const size = bytes === null ? "more" : `${bytes} bytes`
  return `${address.origin}${address.pathname} has ${size}; accepted are at most ${most} bytes.`
}

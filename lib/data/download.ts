import { Buffer } from "node:buffer"
import { randomUUID } from "node:crypto"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { URL } from "node:url"
import { refuseOtherBytes } from "./checksum.ts"
import { DataError } from "./data-error.ts"
import type { DatasetFile } from "./manifest.ts"

/** Told how many bytes have come, of how many. */
export type ByteProgress = (done: number, total: number) => void

/** Longest wait for an answer, and between two pieces of it. */
const patienceMs = 30_000

/**
 * Downloads a file of the manifest: never more bytes than the manifest says, checksum before it gets its name.
 * @throws DataError where the address cannot be reached, or sends something else
 */
export async function download(
  file: DatasetFile & { readonly url: string },
  path: string,
  onBytes?: ByteProgress,
): Promise<void> {
  const bytes = await fetchBytes(file, onBytes)
  refuseOtherBytes(bytes, file, file.url, "Nothing was kept.")
  await writeWhole(path, bytes)
}

/**
 * Writes a file beside its place and then renames it, so that a broken-off write never looks like the file.
 * @throws DataError where the place cannot be written to
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(partial, bytes)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw new DataError(
      "unwritable",
      `${path} cannot be written: ${describe(error)}. Set DELTAW_CACHE to a folder that can be.`,
    )
  }
}

async function fetchBytes(
  { url, bytes }: DatasetFile & { readonly url: string },
  onBytes?: ByteProgress,
): Promise<Uint8Array> {
  const { protocol } = new URL(url)
  if (protocol !== "http:" && protocol !== "https:") {
    throw new DataError("unreachable", `${url} cannot be downloaded: accepted are addresses of http and https.`)
  }
  const patience = new AbortController()
  let timer = setTimeout(() => patience.abort(), patienceMs)
  const pieces: Uint8Array[] = []
  let done = 0
  try {
    const answer = await fetch(url, { signal: patience.signal })
    if (!answer.ok || answer.body === null) {
      throw new DataError(
        "unreachable",
        `${url} answered ${answer.status} ${answer.statusText}; nothing was downloaded.`,
      )
    }
    for await (const piece of answer.body) {
      clearTimeout(timer)
      timer = setTimeout(() => patience.abort(), patienceMs)
      done += piece.length
      if (done > bytes) {
        patience.abort()
        throw new DataError(
          "wrong-checksum",
          `${url} sends more than the ${bytes} bytes of the manifest; the download was ended.`,
        )
      }
      pieces.push(piece)
      onBytes?.(done, bytes)
    }
  } catch (error) {
    if (error instanceof DataError) throw error
    const reason = patience.signal.aborted ? `no answer for ${patienceMs / 1000} s` : describe(error)
    throw new DataError("unreachable", `${url} could not be downloaded after ${done} of ${bytes} bytes: ${reason}.`)
  } finally {
    clearTimeout(timer)
  }
  return Buffer.concat(pieces)
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}

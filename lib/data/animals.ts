import type { URL } from "node:url"
import { type ColumnTable, table } from "arquero"
import { type Animal, animal } from "./animal.ts"
import { type FromFileOptions, fromCsv, fromFile } from "./animal-files.ts"
import { type AnimalsAtOptions, animalsAt } from "./animals-at.ts"
import { DataError } from "./data-error.ts"
import { readDataset } from "./dataset-readers.ts"
import { createDatasets, type DatasetListing, type Datasets } from "./datasets.ts"
import { type AllFromAlfOptions, alfSessions, allFromAlf, type FromAlfOptions, fromAlf } from "./ibl/from-alf.ts"
import { type Ibl, ibl, isIblId } from "./ibl/ibl.ts"
import { type CohortOptions, type SyntheticAnimal, syntheticCohort } from "./synthetic-animals.ts"

/** The animals Δw knows, and the way to bring your own. */
export interface Animals {
  /** An animal of the manifest by its name or the id of its data set, such as "KS014"; a public one by "ibl:" and its name, once it is in the cache. */
  load(name: string): Promise<Animal>
  /** The first of several that can be had; its notes say which were missing. A damaged file is refused, not passed over. */
  firstAvailable(names: readonly string[]): Promise<Animal>
  /** A table of the animals of the manifest: name, source, title, status, citation, licence. */
  list(): ColumnTable
  /** An animal from a file of comma-separated text: ALF columns, or those that the options name. */
  fromCsv(path: string | URL, options?: FromFileOptions): Promise<Animal>
  /**
   * An animal from a file of trials, whatever its kind: comma-separated text, Parquet, NPY and NPZ, pickle, MATLAB, HDF5, NWB.
   * The kind is told by the content; the columns are ALF ones, or those that the options name.
   */
  fromFile(path: string | URL, options?: FromFileOptions): Promise<Animal>
  /** An animal from a folder of the International Brain Laboratory's layout, given at any level of it. */
  fromAlf(folder: string | URL, options?: FromAlfOptions): Promise<Animal>
  /** Each animal of such a folder by itself; animals are never joined to one sequence. */
  allFromAlf(folder: string | URL, options?: AllFromAlfOptions): Promise<readonly Animal[]>
  /** What such a folder holds, one row a session, without reading trials. */
  alfSessions(folder: string | URL): Promise<ColumnTable>
  /** All animals at a path, each by itself: a file, a folder in the ALF layout, or a folder of files with an animal each. */
  at(path: string, options?: AnimalsAtOptions): Promise<readonly Animal[]>
  /** A cohort of synthetic mice with their true parameters and weights. */
  synthetic(options: CohortOptions): readonly SyntheticAnimal[]
}

/** Animals over given data sets, and public ones from the cache. */
export function createAnimals(datasets: Datasets, publicAnimals: Ibl = ibl): Animals {
  const load = async (name: string): Promise<Animal> => {
    if (isIblId(name)) return publicAnimals.load(name)
    if (datasets.list().some(({ id, animal }) => id === name && animal === undefined)) {
      const accepted = animalsOf(datasets)
        .map(({ animal }) => animal)
        .join(", ")
      throw new RangeError(`${name} is a data set of no animal; accepted are ${accepted}, and ibl:SUBJECT.`)
    }
    const { entry, bytes, path } = await datasets.bytes(name)
    return animal({
      ...readDataset(entry, bytes, path),
      name: entry.animal!,
      source: entry.synthetic ? "synthetic" : "recorded",
      dataset: entry.id,
      licence: entry.licence,
      citation: entry.citation,
    })
  }
  return Object.freeze({
    load,
    firstAvailable: (names: readonly string[]) => firstAvailable(names, load),
    list: () => listing(datasets),
    fromCsv,
    fromFile,
    fromAlf,
    allFromAlf,
    alfSessions,
    at: animalsAt,
    synthetic: syntheticCohort,
  })
}

async function firstAvailable(names: readonly string[], load: Animals["load"]): Promise<Animal> {
  if (!Array.isArray(names) || names.length === 0) {
    throw new TypeError(
      `firstAvailable takes a list of names such as ["KS014", "synthetic-mouse"], got ${JSON.stringify(names)}.`,
    )
  }
  const missing: string[] = []
  const reasons: string[] = []
  for (const name of names) {
    try {
      const found = await load(name)
      if (missing.length === 0) return found
      const kind = found.source === "synthetic" ? ", a synthetic animal," : ""
      return animal({
        ...found,
        notes: [...found.notes, `${missing.join(", ")} could not be had, so this is ${found.name}${kind} instead.`],
      })
    } catch (error) {
      if (!(error instanceof DataError && (error.fault === "not-found" || error.fault === "unreachable"))) throw error
      missing.push(name)
      reasons.push(error.message)
    }
  }
  throw new DataError("not-found", `None of ${missing.join(", ")} can be had. ${reasons.join(" ")}`)
}

function animalsOf(datasets: Datasets): readonly DatasetListing[] {
  return datasets.list().filter(({ animal }) => animal !== undefined)
}

function listing(datasets: Datasets): ColumnTable {
  const entries = animalsOf(datasets)
  return table({
    animal: entries.map((entry) => entry.animal!),
    source: entries.map((entry) => (entry.synthetic ? "synthetic" : "recorded")),
    title: entries.map((entry) => entry.title),
    status: entries.map((entry) => entry.status),
    dataset: entries.map((entry) => entry.id),
    citation: entries.map((entry) => entry.citation),
    licence: entries.map((entry) => entry.licence),
  })
}

/** The data sets of the package, looked for in the cache, then in the folders of DELTAW_DATA, then at their source. */
export const datasets: Datasets = createDatasets()

/** The animals of the package. */
export const animals: Animals = createAnimals(datasets)

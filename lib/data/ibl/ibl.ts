import { join } from "node:path"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import type { Animal } from "../animal.ts"
import { DataError } from "../data-error.ts"
import { quoted } from "./addresses.ts"
import { bringCacheTables } from "./cache-archive.ts"
import { type IblListing, listSubject, loadSubject, verifySubject } from "./ibl-cache.ts"
import { bringSubject, type IblGetOptions, type IblParts, type IblReport } from "./ibl-download.ts"
import { type IblSettings, iblSettings } from "./ibl-settings.ts"
import { isSafeName } from "./safe-paths.ts"
import { readRecords, type SubjectRecord } from "./subject-record.ts"

/** Options of `ibl.tables`. */
export interface IblTablesOptions extends IblGetOptions {
  /** Tag of a release, such as 2023_Q4_Bruijns_et_al. */
  readonly tag?: string
}

/** Public animals of the International Brain Laboratory, by ids such as "ibl:KS014", or "ibl:cortexlab/KS014" where labs share a name. */
export interface Ibl {
  /** Brings the trials of all sessions of an animal into the cache; what is there already and whole is not brought again. */
  get(id: string, options?: IblGetOptions): Promise<IblReport>
  /** The animal from the cache. @throws DataError that says how to have it where it is not there */
  load(id: string): Promise<Animal>
  /**
   * Brings cache tables, of all data or of the tag of a release, so that animals are looked up without a server: set
   * DELTAW_ALYX_TABLES to the folder of the report.
   */
  tables(options?: IblTablesOptions): Promise<IblReport>
  /** The animals in the cache. */
  list(): Promise<readonly IblListing[]>
  /** Checks size and MD5 of the files of an animal, and reads them. */
  verify(id: string): Promise<IblReport>
}

/** Whether an id is that of a public animal. */
export function isIblId(id: string): boolean {
  return id.startsWith("ibl:")
}

/** Public animals under given settings, read anew at each call. */
export function createIbl(settings: () => IblSettings = iblSettings): Ibl {
  return Object.freeze({
    async get(id: string, options: IblGetOptions = {}) {
      refuseUnknownKeys("ibl.get", options, ["ask", "onProgress"])
      return bringSubject(partsOf(id), settings(), options)
    },
    load: async (id: string) => loadSubject(await recordOf(partsOf(id), settings().root), settings().root),
    async tables(options: IblTablesOptions = {}) {
      refuseUnknownKeys("ibl.tables", options, ["tag", "ask", "onProgress"])
      const { ask, ...archive } = options
      const { root, openServer } = settings()
      const folder = await bringCacheTables(openServer(ask), { root: join(root, "tables"), ...archive })
      const id = archive.tag === undefined ? "ibl-tables" : `ibl-tables:${archive.tag}`
      const message = `${id} are in ${folder}; set DELTAW_ALYX_TABLES to this folder, and animals are looked up there.`
      return Object.freeze({ id, status: "downloaded" as const, ok: true, folder, message })
    },
    list: async () => (await readRecords(settings().root)).map((record) => listSubject(record, settings().root)),
    async verify(id: string) {
      const { root } = settings()
      const record = await recordOf(partsOf(id), root)
      return verifySubject(record, root)
    },
  })
}

function partsOf(id: string): IblParts {
  const names = id.replace(/^ibl:/, "").split("/")
  const [subject, lab] = [names.at(-1)!, names.length === 2 ? names[0] : undefined]
  if (isIblId(id) && names.length <= 2 && names.every(isSafeName)) return { id, lab, subject }
  throw new DataError(
    "impossible-value",
    `${quoted(id)} is no public animal; accepted are ibl:SUBJECT and ibl:LAB/SUBJECT, such as ibl:KS014.`,
  )
}

async function recordOf({ id, lab, subject }: IblParts, root: string): Promise<SubjectRecord> {
  const all = await readRecords(root, subject)
  const found = all.filter((record) => (lab ?? record.lab) === record.lab)
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    const ids = found.map((record) => `ibl:${record.lab}/${subject}`).join(", ")
    throw new DataError("impossible-value", `${subject} is here from several labs; accepted are ${ids}.`)
  }
  throw new DataError(
    "not-found",
    `${id} is not in ${root}. "deltaw data get ${id}" brings it from OpenAlyx, which wants its public read-only login in DELTAW_ALYX_USER and DELTAW_ALYX_PASSWORD.`,
  )
}

/** The public animals, by the settings of the environment. */
export const ibl: Ibl = createIbl()

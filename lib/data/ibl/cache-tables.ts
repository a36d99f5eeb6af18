import { Buffer } from "node:buffer"
import { join } from "node:path"
import { URL } from "node:url"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import { DataError } from "../data-error.ts"
import { parquetColumns, readParquet } from "../formats/parquet.ts"
import { checkedAddress, isLoopback } from "./addresses.ts"
import { isTrialsFile, withoutUuid, withUuid } from "./alf-names.ts"
import { createRequests, type RequestSettings } from "./requests.ts"
import { pathWithin } from "./safe-paths.ts"
import { type IblFile, type IblSession, inOrder, type TrialsIndex } from "./trials-index.ts"
import { bytesOf, columnsOf, type TrialColumns } from "./trials-object.ts"

/** Options of `openCacheTables`. */
export interface CacheTablesOptions extends RequestSettings {
  /** Folder of sessions.pqt and datasets.pqt. */
  readonly folder: string
  /** Address below which the files lie, such as https://ibl.flatironinstitute.org/public. */
  readonly files: string
}

/**
 * Opens cache tables of the Open Neurophysiology Environment as an index that needs no server: of the present form (ids as
 * text) and of that before (ids as two integers).
 * @throws DataError where a table is missing, damaged, or lacks a column
 */
export async function openCacheTables(options: CacheTablesOptions): Promise<TrialsIndex> {
  refuseUnknownKeys("openCacheTables", options, ["folder", "files", "sleep", "attempts", "patienceMs"])
  const { folder } = options
  const files = checkedAddress(`${options.files.replace(/\/+$/, "")}/`, "The address of the files", true)
  const sessions = await readSessions(join(folder, "sessions.pqt"))
  const datasets = await readDatasets(join(folder, "datasets.pqt"), files)
  return Object.freeze({
    title: `the cache tables in ${folder}`,
    requests: createRequests(files, options),
    token: async () => undefined,
    sessions: async (subject: string) => inOrder(sessions.filter((session) => session.subject === subject)),
    trialsFiles: async (session: IblSession) => datasets(session),
  })
}

async function readSessions(path: string): Promise<readonly IblSession[]> {
  const { columns } = await readTable(path, ["lab", "subject", "date", "number"], ["task_protocol"], ["id"])
  const { id, lab, subject, date, number, task_protocol } = columns
  return Array.from(lab!, (_, row) => ({
    id: String(id![row]),
    lab: String(lab![row]),
    subject: String(subject![row]),
    date: String(date![row]).slice(0, 10),
    number: Number(number![row]),
    taskProtocol: String(task_protocol?.[row] ?? ""),
  }))
}

async function readDatasets(path: string, files: URL): Promise<(session: IblSession) => readonly IblFile[]> {
  const optional = ["file_size", "hash", "exists", "default_revision"]
  const { columns } = await readTable(path, ["rel_path"], optional, ["eid", "id"])
  const rowsOf = new Map<string, number[]>()
  Array.from(columns.eid!, String).forEach((eid, row) => {
    const rows = rowsOf.get(eid) ?? []
    rows.push(row)
    rowsOf.set(eid, rows)
  })
  return (session) => (rowsOf.get(session.id) ?? []).flatMap((row) => fileOf(session, columns, row, files))
}

function fileOf(session: IblSession, columns: TrialColumns, row: number, files: URL): readonly IblFile[] {
  const folders = String(columns.rel_path![row]).split("/")
  const last = withoutUuid(folders.pop() ?? "")
  if (!isTrialsFile(last) || columns.exists?.[row] === 0) return []
  const revision = /^#(.+)#$/.exec(folders.at(-1) ?? "")?.[1] ?? ""
  const collection = (revision === "" ? folders : folders.slice(0, -1)).join("/")
  const number = String(session.number).padStart(3, "0")
  const served = withUuid(last, String(columns.id![row]))
  const names = [session.lab, "Subjects", session.subject, session.date, number, ...folders, served]
  pathWithin("", names, "A row of the cache tables")
  const address = new URL(names.map(encodeURIComponent).join("/"), files).href
  checkedAddress(address, `The address of ${last}`, isLoopback(files))
  const size = Number(columns.file_size?.[row] ?? Number.NaN)
  const md5 = String(columns.hash?.[row] ?? "")
    .replaceAll("-", "")
    .toLowerCase()
  const given = columns.default_revision?.[row]
  return [
    {
      name: last,
      collection,
      revision,
      isDefault: typeof given === "number" && !Number.isNaN(given) ? given === 1 : null,
      bytes: Number.isSafeInteger(size) && size >= 0 ? size : null,
      md5: /^[0-9a-f]{32}$/.test(md5) ? md5 : null,
      address,
    },
  ]
}

/** Columns of a table, those of ids as UUIDs whichever way they are stored. */
async function readTable(
  path: string,
  needed: readonly string[],
  optional: readonly string[],
  ids: readonly string[],
): Promise<{ readonly columns: TrialColumns }> {
  const bytes = await bytesOf(path)
  const names = await parquetColumns(bytes, path)
  const asText = ids.filter((id) => names.includes(id))
  const asPairs = ids.filter((id) => !asText.includes(id) && names.includes(`${id}_0`) && names.includes(`${id}_1`))
  const wanted = [...needed, ...asText, ...optional.filter((name) => names.includes(name))]
  const missing = ids.filter((id) => !asText.includes(id) && !asPairs.includes(id))
  if (missing.length > 0) {
    throw new DataError("missing-columns", `${path} lacks ${missing.join(", ")}; found were ${names.join(", ")}.`)
  }
  const columns = columnsOf(await readParquet(bytes, { file: path, columns: wanted }))
  for (const id of asPairs) columns[id] = await uuidsOf(bytes, id, path)
  return { columns }
}

/** Two little-endian 64-bit integers are the sixteen bytes of a UUID. */
async function uuidsOf(bytes: Uint8Array, id: string, file: string): Promise<string[]> {
  const pair = [`${id}_0`, `${id}_1`]
  const columns = columnsOf(await readParquet(bytes, { file, columns: pair, integers: "texts" }))
  const halves = pair.map((name) => Array.from(columns[name]!, (value) => BigInt(value)))
  return halves[0]!.map((_, row) => {
    const sixteen = Buffer.alloc(16)
    for (const [half, values] of halves.entries()) sixteen.writeBigInt64LE(values[row]!, 8 * half)
    return sixteen.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
  })
}

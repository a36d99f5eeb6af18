import { arraysOf, type MadeUpColumns, madeUpSession, parquet } from "./alf-folder.ts"
import { type AlyxServer, datasetRecord, md5 } from "./alyx-server.ts"

/** A login of the made-up server. */
export const madeUpLogin = { username: "a-reader", password: "open sesame" }

/** A session of a made-up mouse on a made-up server. */
export interface ServedSession {
  readonly date: string
  readonly number: number
  readonly columns?: MadeUpColumns
  readonly form?: "table" | "arrays" | "none"
  readonly taskProtocol?: string
  readonly subject?: string
  readonly lab?: string
  /** Further data sets of the session. */
  readonly more?: (
    session: string,
    origin: string,
  ) => readonly { readonly record: object; readonly bytes: Uint8Array; readonly path: string }[]
}

/** UUID of a made-up session or data set. */
export function madeUpId(group: number, number: number): string {
  return `00000000-0000-4000-${8000 + group}-${String(number).padStart(12, "0")}`
}

/** A server that knows made-up sessions, each with its files; it has to be told its own origin. */
export function serverOf(
  sessions: readonly ServedSession[],
  origin: () => string,
  change: Partial<AlyxServer> = {},
): AlyxServer {
  const files: Record<string, Uint8Array> = {}
  const datasets: (() => object)[] = []
  sessions.forEach(
    (
      { date, number, columns = madeUpSession(6), form = "table", subject = "MU_001", lab = "made-up-lab", more },
      i,
    ) => {
      const own = { "_ibl_trials.table.pqt": parquet(columns), ...(form === "arrays" ? arraysOf(columns) : {}) }
      if (form !== "table") delete (own as Record<string, unknown>)["_ibl_trials.table.pqt"]
      const folder = `/public/${lab}/Subjects/${subject}/${date}/${String(number).padStart(3, "0")}/alf`
      const served = form === "none" ? [] : Object.entries(own)
      served.forEach(([name, bytes], j) => {
        const path = `${folder}/${name.replace(/(\.\w+)$/, `.${madeUpId(i, j)}$1`)}`
        files[path] = bytes
        datasets.push(() =>
          datasetRecord(madeUpId(i, j), madeUpId(9, i), name, {
            file_size: bytes.length,
            hash: md5(bytes),
            file_records: [
              { data_url: null, exists: true },
              { data_url: `${origin()}${path}`, exists: true },
            ],
          }),
        )
      })
      for (const { record, bytes, path } of more?.(madeUpId(9, i), "") ?? []) {
        files[path] = bytes
        datasets.push(() => ({ ...record, file_records: [{ data_url: `${origin()}${path}`, exists: true }] }))
      }
    },
  )
  const listed = sessions.map(
    ({ date, number, subject = "MU_001", lab = "made-up-lab", taskProtocol = "training" }, i) => ({
      id: madeUpId(9, i),
      subject,
      lab,
      start_time: `${date}T09:00:00`,
      number,
      task_protocol: taskProtocol,
      projects: [],
    }),
  )
  return {
    files,
    login: madeUpLogin,
    get lists() {
      return { sessions: listed, datasets: datasets.map((make) => make()) }
    },
    ...change,
  }
}

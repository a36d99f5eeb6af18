import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { delimiter, join } from "node:path"
import { env } from "node:process"
import { withLoopback } from "./loopback.ts"

/** A request the made-up server saw. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly token: string | undefined
  readonly range: string | undefined
}

/** A made-up Alyx server: what it knows, and how it misbehaves. */
export interface AlyxServer {
  readonly lists?: Readonly<Record<string, readonly object[]>>
  readonly records?: Readonly<Record<string, object>>
  /** Bytes by path, such as "/files/a.npy". */
  readonly files?: Readonly<Record<string, Uint8Array>>
  readonly login?: { readonly username: string; readonly password: string }
  readonly pageSize?: number
  /** Address that `next` begins with in place of the server's own. */
  readonly nextFrom?: string
  /** Answers in the server's place; true where it did. */
  readonly before?: (response: ServerResponse, path: string) => boolean
}

/** The token every log-in gets. */
export const madeUpToken = "0123456789abcdef0123456789abcdef01234567"

/** Runs work against a made-up server on the loopback address; `seen` grows with each request. */
export async function withAlyx(
  server: AlyxServer,
  work: (origin: string, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = []
  let home = ""
  await withLoopback(
    (response, path) => {
      const { method = "GET", headers } = response.req
      seen.push({ method, path, token: headers.authorization, range: headers.range })
      if (server.before?.(response, path) === true) return
      answer(server, response, new URL(path, home))
    },
    (origin) => {
      home = origin
      return work(origin, seen)
    },
  )
}

function answer(server: AlyxServer, response: ServerResponse, address: URL): void {
  const name = address.pathname.slice(1)
  const file = server.files?.[decodeURIComponent(address.pathname)]
  const { authorization } = response.req.headers
  const locked = server.login !== undefined && authorization !== `Token ${madeUpToken}`
  const [record, list] = [server.records?.[name], server.lists?.[name]]
  if (file !== undefined) sendFile(response, file)
  else if (name === "auth-token") logIn(server, response)
  else if (locked) json(response, 401, { detail: "Authentication credentials were not provided." })
  else if (record !== undefined) json(response, 200, record)
  else if (list !== undefined) json(response, 200, page(server, list, address))
  else json(response, 404, { detail: "Not found." })
}

function logIn({ login }: AlyxServer, response: ServerResponse): void {
  let body = ""
  response.req.on("data", (piece: Buffer) => {
    body += piece.toString()
  })
  response.req.on("end", () => {
    const { username, password } = JSON.parse(body) as { username: string; password: string }
    const knows = login === undefined || (login.username === username && login.password === password)
    json(response, knows ? 200 : 400, knows ? { token: madeUpToken } : { non_field_errors: ["Unable to log in."] })
  })
}

function page({ pageSize = 250, nextFrom }: AlyxServer, list: readonly object[], address: URL): object {
  const asked = Object.fromEntries(address.searchParams)
  const found = list.filter((item) =>
    Object.entries(asked).every(([name, value]) => {
      const held = (item as Record<string, unknown>)[name]
      return held === undefined || name === "exists" || String(held).endsWith(value)
    }),
  )
  const limit = Math.min(pageSize, Number(asked.limit ?? pageSize))
  const offset = Number(asked.offset ?? 0)
  const next = new URL(address.href.replace(address.origin, nextFrom ?? address.origin))
  next.searchParams.set("limit", String(limit))
  next.searchParams.set("offset", String(offset + limit))
  const results = found.slice(offset, offset + limit)
  return { count: found.length, next: offset + limit < found.length ? next.href : null, previous: null, results }
}

function sendFile(response: ServerResponse, bytes: Uint8Array): void {
  const start = Number(/^bytes=(\d+)-$/.exec(response.req.headers.range ?? "")?.[1] ?? 0)
  const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`
  if (start === 0) response.writeHead(200, { "content-length": bytes.length }).end(bytes)
  else if (start >= bytes.length) response.writeHead(416).end()
  else {
    const head = { "content-length": bytes.length - start, "content-range": range }
    response.writeHead(206, head).end(bytes.subarray(start))
  }
}

/** Sends a value as JSON. */
export function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value))
}

/** MD5 of bytes, 32 hexadecimal digits. */
export function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex")
}

/** Folder of the canned replies of the public client's tests (DELTAW_ONE_API, or `one-api` in a folder of DELTAW_DATA), or null. */
export function cannedFolder(): string | null {
  const folders = (env.DELTAW_DATA ?? "").split(delimiter).filter((folder) => folder !== "")
  const places = [env.DELTAW_ONE_API ?? "", ...folders.map((folder) => join(folder, "one-api"))]
  return places.find((place) => place !== "" && existsSync(join(place, "rest_responses"))) ?? null
}

/** Canned replies where there are any, else made-up ones of the same schema. */
export function cannedReplies(): readonly unknown[] {
  const folder = cannedFolder()
  if (folder === null) return madeUpReplies
  const replies = join(folder, "rest_responses")
  return readdirSync(replies)
    .filter((name) => name !== "openapiv3.json")
    .map((name) => (JSON.parse(readFileSync(join(replies, name), "utf8")) as [unknown])[0])
}

const record = (repository: string, path: string, address: string | null) => ({
  id: "00000000-0000-4000-8000-000000000001",
  data_repository: repository,
  data_repository_path: "/lab/Subjects/",
  relative_path: path,
  data_url: address,
  exists: true,
})

/** A data set as `GET /datasets` lists it. */
export function datasetRecord(id: string, session: string, name: string, more: object = {}): object {
  const path = `made-up/2001-01-01/001/alf/${name}`
  return {
    url: `https://alyx.example.org/datasets/${id}`,
    name,
    dataset_type: name.split(".").slice(0, -1).join(".").replace("_ibl_", ""),
    data_format: name.split(".").at(-1),
    collection: "alf",
    session: `https://alyx.example.org/sessions/${session}`,
    file_size: null,
    hash: null,
    version: null,
    experiment_number: 1,
    file_records: [record("rig", path, null), record("public", path, `https://files.example.org/${path}`)],
    auto_datetime: "2001-02-17T08:34:39.711920",
    revision: null,
    default_dataset: true,
    protected: false,
    public: true,
    tags: [],
    ...more,
  }
}

const madeUpReplies: readonly unknown[] = [
  {
    count: 2,
    next: null,
    previous: null,
    results: ["_ibl_trials.choice.npy", "_iblrig_codeFiles.raw.zip"].map((name, i) =>
      datasetRecord(`00000000-0000-4000-8000-00000000001${i}`, "01390fcc-4f86-4707-8a3b-4d9309feb0a1", name),
    ),
  },
  {
    count: 1,
    next: null,
    previous: null,
    results: [{ name: "mainenlab", institution: "made up", timezone: "Europe/Lisbon" }],
  },
  { id: "e1542d34-9618-4369-aab7-0489484f6a12", name: "wheel.velocity", created_by: null, filename_pattern: "" },
]

import { URL } from "node:url"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import { DataError } from "../data-error.ts"
import { checkedAddress, isLoopback, quoted, secured } from "./addresses.ts"
import { isTrialsFile, withoutUuid } from "./alf-names.ts"
import { type AlyxLogin, createLogins } from "./alyx-login.ts"
import { asRecord, countField, type Fields, readJson, readText, refuse, textField } from "./replies.ts"
import { type Answer, createRequests, type RequestSettings } from "./requests.ts"
import { type IblFile, type IblSession, inOrder, type TrialsIndex } from "./trials-index.ts"

/** Options of `openAlyx`. */
export interface AlyxOptions extends RequestSettings {
  /** Address of the server, such as https://openalyx.internationalbrainlab.org. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Asks the user for a login once the server wants one; null where they have none. */
  readonly ask?: (question: string) => Promise<AlyxLogin | null>
}

/** Filters of a list, as the server names them. */
export type AlyxQuery = Readonly<Record<string, string | number | boolean>>

/** A client of one Alyx server, the data base of the Open Neurophysiology Environment. */
export interface Alyx extends TrialsIndex {
  readonly url: string
  /** One record, such as `get("/subjects/KS014")`. @throws DataError "not-found" where the server has none */
  get(path: string): Promise<Fields>
  /** All records of a list, page after page. @throws DataError where pages are missing */
  list(path: string, query?: AlyxQuery): Promise<readonly Fields[]>
}

const pageSize = 250
const mostPages = 4000

/**
 * Opens an Alyx server; nothing is asked of it before something is looked up.
 * @throws DataError where the address is neither https nor on this machine
 */
export function openAlyx(options: AlyxOptions): Alyx {
  refuseUnknownKeys("openAlyx", options, ["url", "username", "password", "ask", "sleep", "attempts", "patienceMs"])
  const given = checkedAddress(options.url, "The address of the Alyx server", true)
  const base = new URL(given.pathname.endsWith("/") ? given.href : `${given.href}/`)
  const requests = createRequests(base, options)
  const logins = createLogins(base, requests, options)

  const fetched = async (address: URL): Promise<unknown> => {
    const place = `GET ${address.origin}${address.pathname}`
    const ask = async (): Promise<Answer> => {
      const token = await logins.current()
      return requests(address, { headers: { accept: "application/json" }, ...(token === undefined ? {} : { token }) })
    }
    let answer = await ask()
    if (answer.status === 401 || answer.status === 403) {
      answer.discard()
      // An old token, or none yet: one log-in, and once more.
      await logins.renew(answer.status, place)
      answer = await ask()
    }
    if (answer.status === 401 || answer.status === 403) throw logins.refusal(answer.status, place)
    if (answer.status === 404) throw new DataError("not-found", `${place} answered 404: the server has no such record.`)
    if (answer.status !== 200) {
      const said = await readText(answer, place)
      throw new DataError("unreachable", `${place} answered ${answer.status}: ${quoted(said)}.`)
    }
    return readJson(answer, place)
  }

  const list = async (path: string, query: AlyxQuery = {}): Promise<readonly Fields[]> => {
    const address = at(base, path)
    for (const [name, value] of Object.entries({ limit: pageSize, ...query }))
      address.searchParams.set(name, String(value))
    return allPages(address, fetched)
  }

  return Object.freeze({
    url: base.href,
    title: `the Alyx server ${base.origin}`,
    requests,
    token: () => logins.current(),
    get: async (path: string) => asRecord(await fetched(at(base, path)), path),
    list,
    sessions: async (subject: string) => {
      const found = await list("sessions", { subject })
      // A record without a day or a number has no folder of files, such as those that stand for a day of weighing.
      const placed = found.filter(({ start_time, number }) => start_time !== null && number !== null)
      const sessions = placed.map((record) => sessionOf(record, base))
      // Some servers match a part of the name.
      return inOrder(sessions.filter((session) => session.subject === subject))
    },
    trialsFiles: async (session: IblSession) => {
      const found = await list("datasets", { session: session.id, exists: "True" })
      return found.flatMap((record) => filesOf(record, base))
    },
  })
}

function at(base: URL, path: string): URL {
  const address = new URL(path.replace(/^\/+/, ""), base)
  if (address.origin === base.origin && address.pathname.startsWith(base.pathname)) return address
  throw new DataError(
    "impossible-value",
    `The path "${path}" leads away from ${base.href}; accepted are paths below it.`,
  )
}

async function allPages(start: URL, fetched: (address: URL) => Promise<unknown>): Promise<readonly Fields[]> {
  const place = `GET ${start.origin}${start.pathname}`
  const records: Fields[] = []
  const asked = new Set<string>()
  let address = start
  for (let page = 0; page < mostPages; page += 1) {
    asked.add(address.search)
    const reply = await fetched(address)
    // Lists without pages, as from servers with their paging turned off.
    if (Array.isArray(reply)) return reply.map((record: unknown) => asRecord(record, place))
    const { count, next, results } = asRecord(reply, place)
    if (!Array.isArray(results)) return refuse(place, "results", results, "a list")
    records.push(...results.map((record: unknown) => asRecord(record, place)))
    if (next === null || next === undefined) return complete(records, count, place)
    // Only what is asked is taken from the server, never where: the token stays with the origin that was chosen.
    if (typeof next !== "string" || !URL.canParse(next, start.href)) return refuse(place, "next", next, "an address")
    const following = new URL(start.href)
    following.search = new URL(next, start).search
    if (asked.has(following.search)) break
    address = following
  }
  throw new DataError("malformed", `${place} hands out pages without an end; ${records.length} records were read.`)
}

function complete(records: readonly Fields[], count: unknown, place: string): readonly Fields[] {
  if (count === records.length) return records
  throw new DataError(
    "truncated",
    `${place} counts ${JSON.stringify(count)} records, but its pages held ${records.length}. If it was being changed, run this again.`,
  )
}

function sessionOf(record: Fields, base: URL): IblSession {
  const place = `GET ${base.origin}${base.pathname}sessions`
  const start = textField(record, "start_time", place)
  if (!/^\d{4}-\d\d-\d\d/.test(start)) refuse(place, "start_time", start, "a date and time")
  return {
    id: uuidField(record, place),
    lab: textField(record, "lab", place),
    subject: textField(record, "subject", place),
    date: start.slice(0, 10),
    number: countField(record, "number", place) ?? refuse(place, "number", null, "the number of the session"),
    taskProtocol: textField(record, "task_protocol", place, true),
  }
}

function uuidField(record: Fields, place: string): string {
  const id = textField(record, "id", place)
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : refuse(place, "id", id, "a UUID")
}

/** The file of a data set, at the first of its places that can be asked; none where it is no file of trials or nowhere to be had. */
function filesOf(record: Fields, base: URL): readonly IblFile[] {
  const place = `GET ${base.origin}${base.pathname}datasets`
  const name = withoutUuid(textField(record, "name", place))
  if (!isTrialsFile(name)) return []
  const places = Array.isArray(record.file_records)
    ? record.file_records.map((each: unknown) => asRecord(each, place))
    : []
  const addresses = places
    .filter(({ exists, data_url }) => exists !== false && typeof data_url === "string" && data_url !== "")
    .map(({ data_url }) => secured(data_url as string))
  const address = addresses.find((each) => /^https?:/.test(each)) ?? addresses[0]
  if (address === undefined) return []
  checkedAddress(address, `The address of ${name}`, isLoopback(base))
  const md5 = textField(record, "hash", place, true).replaceAll("-", "")
  return [
    {
      name,
      collection: textField(record, "collection", place, true),
      revision: textField(record, "revision", place, true),
      isDefault: typeof record.default_dataset === "boolean" ? record.default_dataset : null,
      bytes: countField(record, "file_size", place),
      // Some records hold a SHA-1 or another sum in this place; only what is an MD5 can be checked as one.
      md5: /^[0-9a-f]{32}$/i.test(md5) ? md5.toLowerCase() : null,
      address,
    },
  ]
}

import { URL } from "node:url"
import { DataError } from "../data-error.ts"
import { checkedAddress, isLoopback, quoted } from "./addresses.ts"

/** How a server is asked; the defaults suit people, tests give their own. */
export interface RequestSettings {
  /** Waits between attempts. */
  readonly sleep?: (milliseconds: number) => Promise<void>
  /** Attempts at a request before it is given up. */
  readonly attempts?: number
  /** Longest wait for an answer and between two pieces of it, ms. */
  readonly patienceMs?: number
}

/** One request. */
export interface Ask {
  readonly method?: "GET" | "POST"
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Sent to the trusted origin and nowhere else, whatever a redirect says. */
  readonly token?: string
}

/** An answer that is no passing fault of the server; its body is read once. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Pieces of the body as they come. @throws DataError where they stop coming. */
  pieces(): AsyncGenerator<Uint8Array>
  /** Ends the connection of an answer whose body nobody reads. */
  discard(): void
}

/** Asks with back-off, and follows redirects only to where it may. */
export type Requests = (address: URL, ask?: Ask) => Promise<Answer>

const passing = new Set([429, 500, 502, 503, 504])
const redirects = new Set([301, 302, 303, 307, 308])
const mostRedirects = 5
const longestWaitMs = 120_000

/**
 * Requests of a client that trusts one origin with its token. Answers of 429 and 5xx, and connections that fail, are tried again
 * after the seconds of `Retry-After`, else after 1, 2, 4, 8 s.
 */
export function createRequests(trusted: URL, settings: RequestSettings = {}): Requests {
  const { sleep = pause, attempts = 5, patienceMs = 30_000 } = settings
  const local = isLoopback(trusted)
  return async (address, ask = {}) => {
    for (let attempt = 1; ; attempt += 1) {
      const result = await follow(address, ask, trusted, local, patienceMs)
      const fault = faultOf(result, address)
      if (fault === null) return result as Answer
      const wait = waitOf(result, attempt)
      if (!(result instanceof Error)) result.discard()
      if (attempt >= attempts || wait > longestWaitMs) {
        const asked = wait > longestWaitMs ? ` It asks to wait ${Math.round(wait / 1000)} s; run this again then.` : ""
        throw new DataError(
          "unreachable",
          `${fault} after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}.${asked}`,
        )
      }
      await sleep(wait)
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function faultOf(result: Answer | Error, address: URL): string | null {
  const place = `${address.origin}${address.pathname}`
  if (result instanceof Error) return `${place} could not be reached (${result.message})`
  return passing.has(result.status) ? `${place} answered ${result.status}` : null
}

/** Milliseconds until the next attempt; a date in Retry-After counts from the answer's own date. */
function waitOf(result: Answer | Error, attempt: number): number {
  const backOff = 1000 * 2 ** (attempt - 1)
  const after = result instanceof Error ? null : result.headers.get("retry-after")
  if (after === null) return backOff
  if (/^\s*\d+\s*$/.test(after)) return 1000 * Number(after)
  const until = Date.parse(after) - Date.parse((result as Answer).headers.get("date") ?? "")
  return Number.isFinite(until) ? Math.max(0, until) : backOff
}

async function follow(start: URL, ask: Ask, trusted: URL, local: boolean, patienceMs: number): Promise<Answer | Error> {
  let address = start
  for (let hop = 0; ; hop += 1) {
    const answer = await once(address, ask, address.origin === trusted.origin, patienceMs)
    if (answer instanceof Error || !redirects.has(answer.status)) return answer
    answer.discard()
    const place = `${address.origin}${address.pathname}`
    const next = answer.headers.get("location") ?? ""
    // A login is never handed on, and reading is all that may be sent elsewhere.
    if (ask.method === "POST" || hop >= mostRedirects || !URL.canParse(next, address.href)) {
      const why = ask.method === "POST" ? "a login is not sent on" : "it leads in circles or nowhere"
      throw new DataError("unreachable", `${place} redirects to ${quoted(next)}; ${why}.`)
    }
    address = checkedAddress(new URL(next, address).href, `The redirect of ${place}`, local)
  }
}

async function once(address: URL, ask: Ask, isTrusted: boolean, patienceMs: number): Promise<Answer | Error> {
  const patience = new AbortController()
  const watch = () => setTimeout(() => patience.abort(), patienceMs)
  const reason = (error: unknown) =>
    patience.signal.aborted ? `no answer for ${patienceMs / 1000} s` : describe(error)
  let timer = watch()
  try {
    const { method = "GET", headers = {}, body, token } = ask
    const all = new Headers(headers)
    if (token !== undefined && isTrusted) all.set("authorization", `Token ${token}`)
    const sent = { method, headers: all, redirect: "manual", signal: patience.signal } as const
    const response = await fetch(address, body === undefined ? sent : { ...sent, body })
    return {
      status: response.status,
      headers: response.headers,
      discard: () => patience.abort(),
      async *pieces() {
        timer = watch()
        try {
          for await (const piece of response.body ?? []) {
            clearTimeout(timer)
            yield piece as Uint8Array
            timer = watch()
          }
        } catch (error) {
          throw new DataError("unreachable", `${address.origin}${address.pathname} broke off: ${reason(error)}.`)
        } finally {
          clearTimeout(timer)
          patience.abort()
        }
      },
    }
  } catch (error) {
    return new Error(reason(error))
  } finally {
    clearTimeout(timer)
  }
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}

import { URL } from "node:url"
import { DataError } from "../data-error.ts"
import { quoted } from "./addresses.ts"
import { asRecord, readJson, textField } from "./replies.ts"
import type { Requests } from "./requests.ts"

/** A user of an Alyx server. */
export interface AlyxLogin {
  readonly username: string
  readonly password: string
}

/** The token of a client, kept in memory only. */
export interface Logins {
  /** The token; logs in first where a login is known. Undefined where none is. */
  current(): Promise<string | undefined>
  /** Forgets a token that was refused and logs in again, asking the user where no login is known. */
  renew(status: number, place: string): Promise<void>
  /** What to say where even a fresh token is refused. */
  refusal(status: number, place: string): DataError
}

const settings =
  "Give username and password to openAlyx, or set DELTAW_ALYX_USER and DELTAW_ALYX_PASSWORD. " +
  "The public read-only login of OpenAlyx is printed in the documentation of the International Brain Laboratory (docs.internationalbrainlab.org)."

/**
 * Logs in to a server with the login given, or the one the user gives when asked.
 * @throws DataError "not-permitted" that says which login is meant, never the password
 */
export function createLogins(
  base: URL,
  requests: Requests,
  given: {
    readonly username?: string
    readonly password?: string
    readonly ask?: (question: string) => Promise<AlyxLogin | null>
  },
): Logins {
  const { username, password, ask } = given
  let login = username !== undefined && password !== undefined ? { username, password } : null
  let token: Promise<string> | undefined
  const logIn = (as: AlyxLogin): Promise<string> => {
    const attempt = authenticate(base, requests, as)
    // A failed attempt is not kept, so that the next one can be with another login.
    attempt.catch(() => {
      if (token === attempt) token = undefined
    })
    return attempt
  }
  return {
    current: async () => {
      if (token === undefined && login !== null) token = logIn(login)
      return token
    },
    renew: async (status, place) => {
      if (login === null && ask !== undefined) {
        login = await ask(`Login for the Alyx server ${base.origin} (${place} answered ${status})`)
      }
      if (login === null) throw wanted(base, status, place, username)
      token = logIn(login)
      await token
    },
    refusal: (status, place) =>
      new DataError(
        "not-permitted",
        `${place} answered ${status} although the user ${quoted(login?.username ?? "")} of the Alyx server ${base.origin} is logged in: ` +
          "this user may not read it. Another login of this server is needed. " +
          settings,
      ),
  }
}

function wanted(base: URL, status: number, place: string, username: string | undefined): DataError {
  const half = username === undefined ? "none was given" : `the user ${quoted(username)} was given without a password`
  return new DataError(
    "not-permitted",
    `${place} answered ${status}: it wants a login of the Alyx server ${base.origin}, and ${half}. ${settings}`,
  )
}

async function authenticate(base: URL, requests: Requests, { username, password }: AlyxLogin): Promise<string> {
  const address = new URL("auth-token", base)
  const place = `POST ${address.origin}${address.pathname}`
  const answer = await requests(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ username, password }),
  })
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
    answer.discard()
    throw new DataError(
      "not-permitted",
      `${place} answered ${answer.status}: the Alyx server ${base.origin} does not know the user ${quoted(username)} with the password given. ${settings}`,
    )
  }
  if (answer.status !== 200) {
    answer.discard()
    throw new DataError("unreachable", `${place} answered ${answer.status}; nobody was logged in.`)
  }
  const token = textField(asRecord(await readJson(answer, place), place), "token", place)
  if (/^[\w.~+/=-]{1,4096}$/.test(token)) return token
  throw new DataError("malformed", `${place} sent a token with characters that none can have.`)
}

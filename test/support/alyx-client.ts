import assert from "node:assert/strict"
import { DataError } from "../../lib/data/data-error.ts"
import { type AlyxOptions, openAlyx } from "../../lib/data/ibl/alyx.ts"
import { type AlyxServer, type Seen, withAlyx } from "./alyx-server.ts"

/** What a made-up server knows a reader by. */
export const login = { username: "a-reader", password: "open sesame" }

/** What happened while a client worked: how long it would have slept, and what the server saw. */
export interface Run {
  readonly waits: readonly number[]
  readonly seen: readonly Seen[]
}

/** Runs work with a client of a made-up server; sleeping takes no time. */
export async function run(
  server: AlyxServer,
  work: (alyx: ReturnType<typeof openAlyx>, run: Run) => Promise<void>,
  options: Partial<AlyxOptions> = {},
): Promise<void> {
  const waits: number[] = []
  const sleep = async (milliseconds: number) => void waits.push(milliseconds)
  await withAlyx(server, (origin, seen) => work(openAlyx({ url: origin, sleep, ...options }), { waits, seen }))
}

/** The sentence with which work is refused as such a fault. */
export async function refused(work: Promise<unknown>, fault: string, ...sentences: readonly RegExp[]): Promise<string> {
  let message = ""
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof DataError, String(error))
    assert.equal(error.fault, fault, error.message)
    for (const sentence of sentences) assert.match(error.message, sentence)
    message = error.message
    return true
  })
  return message
}

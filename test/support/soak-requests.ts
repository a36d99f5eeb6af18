import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import type { ClientMessage, Json } from "./client-wire.ts"
import type { Exchange, JupyterClient } from "./jupyter-client.ts"
import type { Draws } from "./seeded-draws.ts"

/** What a request of a soak is given. */
export interface SoakTurn {
  readonly client: JupyterClient
  readonly draws: Draws
  /** True where nothing stops cells or ends their process: all must end as they would alone. */
  readonly isCalm: boolean
}

/** A request of a soak: sends, waits for all that must come, and asserts that nothing strange is among it. */
export type SoakRequest = (turn: SoakTurn) => Promise<void>

/** Long enough for a machine that does much else besides. */
const patience = { timeoutMs: 60_000 }

/** Ways in which a cell may end beside its own, once interrupts and deaths are about. */
const disturbances = new Set(["Interrupted", "Aborted", "ProcessDied", "CellStopped"])

/** Whether the cell ended as it would alone; asserts that it did not end in a third way. */
function endedAlone({ isCalm }: SoakTurn, { reply }: Exchange, status: string, ename?: string): boolean {
  if (reply.status === status && (ename === undefined || reply.ename === ename)) return true
  assert.ok(!isCalm && disturbances.has(String(reply.ename)), `${status} expected, came ${JSON.stringify(reply)}`)
  return false
}

const texts = (messages: readonly ClientMessage[]) =>
  messages.flatMap(({ content }) => (typeof content.text === "string" ? [content.text] : []))
const results = (messages: readonly ClientMessage[]) =>
  messages.flatMap(({ content }) => ((content.data as Json | undefined)?.["text/plain"] as string | undefined) ?? [])

/** Every text that names a tag names this one: no output came under another's request. */
function assertOwn(messages: readonly ClientMessage[], tag: string): void {
  const all = JSON.stringify(messages.map(({ content }) => content))
  for (const [found] of all.matchAll(/tag[0-9a-f]{12}/g)) assert.equal(found, tag)
  const states = messages.flatMap(({ content }) => content.execution_state ?? [])
  assert.deepEqual([states[0], states.at(-1)], ["busy", "idle"])
  assert.equal(states.filter((state) => state === "idle").length, 1)
}

const newTag = () => `tag${randomUUID().slice(-12)}`

const run = ({ client }: SoakTurn, code: string, content: Json = {}) => client.execute(code, content, patience)

const printing: SoakRequest = async (turn) => {
  const tag = newTag()
  const lines = 1 + turn.draws.below(200)
  const exchange = await run(turn, `for (let i = 0; i < ${lines}; i++) console.log("${tag}", i)\n"${tag}"`)
  assertOwn(exchange.messages, tag)
  if (!endedAlone(turn, exchange, "ok")) return
  assert.equal(texts(exchange.messages).join("").split("\n").length, lines + 1)
  assert.deepEqual(results(exchange.messages), [`'${tag}'`])
}

const waiting: SoakRequest = async (turn) => {
  const tag = newTag()
  const late = `setTimeout(() => console.error("${tag} late"), ${turn.draws.below(30)})`
  const wait = `await new Promise((resolve) => setTimeout(resolve, ${turn.draws.below(60)}))`
  const exchange = await run(turn, `${late}\n${wait}\ndisplay("${tag}")`)
  assertOwn(exchange.messages, tag)
  if (endedAlone(turn, exchange, "ok")) assert.deepEqual(results(exchange.messages), [`'${tag}'`])
}

const failing: SoakRequest = async (turn) => {
  const tag = newTag()
  const exchange = await run(turn, `throw new RangeError("${tag}")`, { stop_on_error: false })
  if (!endedAlone(turn, exchange, "error", "RangeError")) return
  assert.equal(exchange.reply.evalue, tag)
  assert.equal(exchange.outputs.filter(({ type }) => type === "error").length, 1)
}

const asking: SoakRequest = async (turn) => {
  const tag = newTag()
  const exchange = await run(turn, `prompt("${tag}")`, { allow_stdin: true })
  if (endedAlone(turn, exchange, "ok")) assert.deepEqual(results(exchange.messages), [`'answer to ${tag}'`])
}

const quiet: SoakRequest = async (turn) => {
  const tag = newTag()
  const user_expressions = { tag: `"${tag}"` }
  const exchange = await run(turn, "console.log('unheard')", { silent: true, user_expressions })
  assert.ok(exchange.messages.every(({ header }) => header.msg_type === "status"))
  if (!endedAlone(turn, exchange, "ok")) return
  const answered = (exchange.reply.user_expressions as Record<string, Json>).tag
  assert.ok(JSON.stringify(answered).includes(tag) || disturbances.has(String(answered?.ename)))
}

/** Registers, opens, sends and closes without waiting in between. */
const talking: SoakRequest = async ({ client, draws, isCalm }) => {
  const comm_id = newTag()
  const code = `(await import("@deltaw/kernel")).comms.registerTarget("echo", (comm) => {
    comm.onMessage(({ data, buffers }) => comm.send(data, { buffers }))
  })`
  const registered = client.send("execute_request", { code, stop_on_error: false })
  const opened = client.send("comm_open", { comm_id, target_name: "echo", data: {} })
  const bytes = draws.bytes(draws.below(50_000))
  const asked = client.send("comm_msg", { comm_id, data: { tag: comm_id } }, { buffers: [bytes] })
  const closed = client.send("comm_close", { comm_id, data: {} })
  await client.exchange(registered, patience)
  for (const id of [opened, asked, closed]) assertOwn(await client.settled(id, patience), comm_id)
  const echoes = (await client.settled(asked, patience)).filter(({ header }) => header.msg_type === "comm_msg")
  for (const { buffers } of echoes) assert.ok(Buffer.compare(buffers[0]!, bytes) === 0)
  if (isCalm) assert.equal(echoes.length, 1)
}

const assistance: SoakRequest = async ({ client, draws }) => {
  const [type, content, field] = draws.pick([
    ["complete_request", { code: "Math.hyp", cursor_pos: 8 }, "matches"],
    ["inspect_request", { code: "Math.max", cursor_pos: 8, detail_level: 0 }, "found"],
    ["is_complete_request", { code: "function f() {" }, "indent"],
    ["history_request", { hist_access_type: "tail", n: 3, output: true, raw: true }, "history"],
    ["comm_info_request", {}, "comms"],
    ["kernel_info_request", {}, "banner"],
  ] as const)
  const channel = type === "kernel_info_request" && draws.chance(0.5) ? "control" : "shell"
  const { reply, messages } = await client.request(type, content, { channel, ...patience })
  assert.ok(field in reply, JSON.stringify(reply))
  assert.ok(messages.every(({ header }) => header.msg_type === "status"))
  assertOwn(messages, "")
}

/** Stops whatever runs, of any client. */
export const interrupting: SoakRequest = async ({ client }) => {
  const { reply } = await client.interrupt(patience)
  assert.equal(reply.status, "ok")
}

/** Ends the process of the cells. */
export const dying: SoakRequest = async (turn) => {
  const code = turn.draws.pick(["process.exit(0)", "process.kill(process.pid, 'SIGKILL')", "process.abort()"])
  endedAlone(turn, await run(turn, `${code}\nawait new Promise(() => {})`), "error", "ProcessDied")
}

/** What clients ask most of the time, the common more often. */
export const soakRequests: readonly SoakRequest[] = [
  printing,
  printing,
  waiting,
  waiting,
  failing,
  asking,
  quiet,
  talking,
  assistance,
  assistance,
  assistance,
]

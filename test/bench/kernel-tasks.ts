import assert from "node:assert/strict"
import { performance } from "node:perf_hooks"
import { setTimeout } from "node:timers/promises"
import type { ClientMessage, Json } from "../support/client-wire.ts"
import { type JupyterClient, startClient } from "../support/jupyter-client.ts"
import type { Contestant } from "./kernel-contestants.ts"
import { type ProcessMemory, treeMemory } from "./process-memory.ts"

const warmUps = 10
const trivialCells = 30
const typedCells = 12
const completions = 20
const echoes = 15
const echoBytes = 2 ** 20
/** Cells beside the 10th and the 200th that count as it. */
const window = 5
const timeoutMs = 60_000
/** An idle that comes later than this after the reply counts as lost. */
const lostAfterMs = 5000

/** What one session with a kernel gave, times in ms; undefined where the kernel does not have it. */
export interface SessionFigures {
  readonly trivialReply: readonly number[]
  /** From the reply to idle. */
  readonly trivialIdle: readonly number[]
  /** Trivial cells whose idle never came. */
  readonly lostIdles: number
  readonly typedReply: readonly number[]
  readonly completion: readonly number[]
  readonly echo: readonly number[] | undefined
  /** The kernel's processes after a few cells; undefined where the system does not tell. */
  readonly memory: readonly ProcessMemory[] | undefined
}

/** Times of a session with very many cells, in ms to the reply. */
export interface GrowthFigures {
  /** Of the 10th cell and those beside it. */
  readonly earlyReply: readonly number[]
  /** Of the 200th cell and those beside it. */
  readonly lateReply: readonly number[]
}

/** Starts a kernel; `startMs` is the time to its first reply to kernel_info_request. */
export async function start({ argv }: Contestant): Promise<{ client: JupyterClient; startMs: number }> {
  const began = performance.now()
  const client = await startClient({ argv, greets: false })
  const first = client.received.find(({ header }) => header.msg_type === "kernel_info_reply")
  return { client, startMs: first!.at - began }
}

/** Puts one kernel through everything. */
export async function session({ dialect }: Contestant, client: JupyterClient): Promise<SessionFigures> {
  let n = 0
  const cell = (code: string) => timed(client, "execute_request", { code, silent: false, store_history: true })
  const trivial = () => {
    n += 1
    return cell(dialect.trivial(n)[0])
  }
  const [checked, shown] = dialect.trivial(41)
  const { id } = await cell(checked)
  const outputs = client.published.filter(({ parent }) => parent.msg_id === id).map(({ content }) => content)
  assert.ok(JSON.stringify(outputs).includes(shown), `${checked} gave ${JSON.stringify(outputs)}`)
  await repeat(warmUps, trivial)
  await setTimeout(2000)
  const memory = treeMemory(client.process.pid!)

  const trivials = await repeat(trivialCells, trivial)
  const typed = await repeat(typedCells, (index) => cell(dialect.typed(index)))
  await complete(dialect.completion, client)
  const completed = await repeat(completions, () => complete(dialect.completion, client))
  const echo = dialect.echo === null ? undefined : await echoTimes(dialect.echo, client)
  return {
    trivialReply: trivials.map(({ replyMs }) => replyMs),
    trivialIdle: trivials.flatMap(({ replyMs, idleMs }) => (idleMs === null ? [] : [idleMs - replyMs])),
    lostIdles: trivials.filter(({ idleMs }) => idleMs === null).length,
    // The first of a kind compiles what the others use.
    typedReply: typed.slice(2).map(({ replyMs }) => replyMs),
    completion: completed,
    ...{ echo, memory },
  }
}

/** Runs a little more than 200 cells, each with a declaration that stays, in a kernel that has run none. */
export async function growth({ dialect }: Contestant, client: JupyterClient): Promise<GrowthFigures> {
  const times = await repeat(200 + window, async (index) => {
    const code = dialect.declaring(index)
    return (await timed(client, "execute_request", { code, silent: false, store_history: true })).replyMs
  })
  const around = (position: number) => times.slice(position - 1 - window, position + window)
  return { earlyReply: around(10), lateReply: around(200) }
}

/** What one request took and gave; `idleMs` is null where its idle never came, as tslab loses some. */
interface Timed {
  readonly id: string
  readonly reply: Json
  readonly replyMs: number
  readonly idleMs: number | null
}

/** Sends a request: ms to its reply and to its idle. */
async function timed(client: JupyterClient, type: string, content: Json): Promise<Timed> {
  const began = performance.now()
  const id = client.send(type, content)
  const isReply = ({ channel, parent }: ClientMessage) => channel === "shell" && parent.msg_id === id
  const isIdle = ({ parent, content }: ClientMessage) => parent.msg_id === id && content.execution_state === "idle"
  const { content: reply, at } = await client.waitFor("reply", isReply, timeoutMs)
  if (reply.status !== "ok") throw new Error(`${JSON.stringify(content)} gave ${JSON.stringify(reply)}`)
  const idle = await client.waitFor("idle", isIdle, lostAfterMs).catch(() => null)
  return { id, reply, replyMs: at - began, idleMs: idle === null ? null : idle.at - began }
}

/** What a front end asks for its pop-up: the names, then the documentation of the one that is selected. */
async function complete([code, name]: readonly [string, string], client: JupyterClient): Promise<number> {
  const names = await timed(client, "complete_request", { code, cursor_pos: code.length })
  const { matches, cursor_start: from } = names.reply as { matches: string[]; cursor_start: number }
  const match = matches.find((one) => one.endsWith(name))
  assert.ok(match !== undefined, `${name} is not among ${matches.slice(0, 20)}`)
  const whole = code.slice(0, from) + match
  const told = await timed(client, "inspect_request", { code: whole, cursor_pos: whole.length, detail_level: 0 })
  assert.equal(told.reply.found, true, `nothing is told of ${whole}`)
  return names.replyMs + told.replyMs
}

/** Sends 1 MB to the kernel and back, again and again. */
async function echoTimes(cell: string, client: JupyterClient): Promise<number[]> {
  await client.execute(cell, {}, { timeoutMs })
  const comm_id = `echo-${performance.now()}`
  await client.tell("comm_open", { comm_id, target_name: "echo", data: {} }, { timeoutMs })
  const bytes = new Uint8Array(echoBytes)
  return repeat(echoes, async (index) => {
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = (i * 31 + (i >> 8) + index) & 255
    const began = performance.now()
    const id = client.send("comm_msg", { comm_id, data: { index } }, { buffers: [bytes] })
    const isAnswer = ({ header, parent }: (typeof client.published)[number]) =>
      header.msg_type === "comm_msg" && parent.msg_id === id
    const { buffers, at } = await client.waitFor("echo", isAnswer, timeoutMs)
    assert.ok(buffers.length === 1 && buffers[0]!.equals(bytes), "the bytes came back changed")
    await client.settled(id, { timeoutMs })
    return at - began
  })
}

async function repeat<Result>(count: number, action: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let index = 0; index < count; index += 1) results.push(await action(index))
  return results
}

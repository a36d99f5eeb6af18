// npm run bench -- kernel [--peers PYTHON]
// Start, cells, completion, comms and memory of the kernel beside ipykernel, in the Python of --peers, and tslab, in the folder DELTAW_TSLAB:
// each started on the argv of its kernelspec, and asked by the same client. Not pinned: a kernel is several processes.
import { writeFileSync } from "node:fs"
import path from "node:path"
import process from "node:process"
import type { JupyterClient } from "../support/jupyter-client.ts"
import { type Contestant, findContestants } from "./kernel-contestants.ts"
import { type KernelFigures, kernelRows, memoryList } from "./kernel-report.ts"
import { type GrowthFigures, growth, type SessionFigures, session, start } from "./kernel-tasks.ts"
import { describeMachine } from "./machine.ts"
import { machineList, short, table } from "./markdown.ts"

/** Each starts every kernel twice: for a session, and for very many cells. */
const rounds = 5
/** Sessions of a peer that may fail one after the other. */
const mostFailures = 5

interface Measured extends KernelFigures {
  readonly startMs: number[]
  readonly sessions: SessionFigures[]
  readonly growths: GrowthFigures[]
}

/** Starts a kernel, does something with it, and ends it. */
async function using<Result>(contestant: Contestant, use: (client: JupyterClient) => Promise<Result>) {
  const { client, startMs } = await start(contestant)
  try {
    return { startMs, result: await use(client) }
  } finally {
    await client.close()
  }
}

/** A peer that answers no more is begun again, and that is told; ours has to get through. */
async function persistently<Result>(contestant: Contestant, use: (client: JupyterClient) => Promise<Result>) {
  for (let failures = 0; ; failures += 1) {
    try {
      return await using(contestant, use)
    } catch (error) {
      if (contestant === present[0] || failures === mostFailures) throw error
      lostSessions.set(contestant.name, (lostSessions.get(contestant.name) ?? 0) + 1)
    }
  }
}

async function measureRound(contestant: Contestant, { startMs, sessions, growths }: Measured): Promise<void> {
  const first = await persistently(contestant, (client) => session(contestant, client))
  const second = await persistently(contestant, (client) => growth(contestant, client))
  startMs.push(first.startMs, second.startMs)
  sessions.push(first.result)
  growths.push(second.result)
}

/** Sessions in which a peer stopped answering, by its name. */
const lostSessions = new Map<string, number>()
const machine = describeMachine({ core: null, why: "a kernel is several processes" })
const { present, missing } = await findContestants(process.env)
const figures = new Map<string, Measured>(present.map(({ name }) => [name, { startMs: [], sessions: [], growths: [] }]))
// The first start reads the files of a kernel from the disk.
for (const contestant of present) await persistently(contestant, async () => {})
for (let round = 0; round < rounds; round += 1)
  for (const contestant of present) await measureRound(contestant, figures.get(contestant.name)!)

const rows = kernelRows(figures)
const names = present.map(({ name }) => name)
const cells = rows.map(({ what, unit, medians, asked, met }) => [
  `${what}, ${unit}`,
  ...names.map((name) => (medians[name] === null ? "does not have it" : short(medians[name]!))),
  asked,
  asked === "" ? "" : met === null ? "not known" : met ? "yes" : "**no**",
])
console.log(`Medians over ${rounds} rounds, kernels in turn; ${2 * rounds} starts of each.\n`)
console.log(table(["", ...names, "asked", "met"], cells, 1))
console.log(`\n${machineList(machine, null, [])}`)
for (const { name, version } of present) console.log(`- ${name} ${version}`)
for (const [name, count] of lostSessions)
  console.log(`- ${name} stopped answering in ${count} further sessions, which were begun again`)
for (const [name, { sessions }] of figures) {
  const lost = sessions.reduce((sum, { lostIdles }) => sum + lostIdles, 0)
  if (lost > 0) console.log(`- ${name} never said that it is idle again after ${lost} of the trivial cells`)
}
const memories = names.map((name) => memoryList(name, figures.get(name)!)).filter((line) => line !== "")
if (memories.length > 0)
  console.log(`\nIdle memory, shared pages divided:\n\n${memories.map((line) => `- ${line}`).join("\n")}`)
if (missing.length > 0) console.log(`\nNot run:\n\n${missing.map((line) => `- ${line}`).join("\n")}`)

const out = process.env.DELTAW_BENCH_OUT
const versions = Object.fromEntries(present.map(({ name, version }) => [name, version]))
const json = { machine, versions, rounds, rows, missing, figures: Object.fromEntries(figures) }
if (out) writeFileSync(path.join(out, "kernel.json"), `${JSON.stringify(json, null, 2)}\n`)

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { connectClient, type JupyterClient } from "../../support/jupyter-client.ts"
import { type LaunchedKernel, launchKernel } from "../../support/kernel-launch.ts"
import { seededDraws } from "../../support/seeded-draws.ts"
import { dying, interrupting, soakRequests } from "../../support/soak-requests.ts"

const seed = 5
const clientCount = 3
/** Requests of one client that are under way at the same time. */
const inFlight = 2
/** What the front process may grow by in some 600 requests, in MB: its heap has not found its size by then. Measured: 2 to 25. */
const mostGrowth = 60
/** What the cells may leave behind in 500 requests, in MB. Measured: 0.6, of names and sources. */
const mostHeld = 5

/** Memory of the front process in MB, where the system tells. */
function frontMemory(kernel: LaunchedKernel): number {
  if (process.platform !== "linux") return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${kernel.process.pid}/status`, "utf8"))?.[1]) / 1024
}

/** Memory that the process of the cells holds in MB, garbage left out. */
async function heldByCells(client: JupyterClient): Promise<number> {
  const { outputs } = await client.execute(`{
    const { setFlagsFromString } = await import("node:v8")
    const { runInNewContext } = await import("node:vm")
    setFlagsFromString("--expose-gc")
    runInNewContext("gc")()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    console.log((heapUsed + arrayBuffers) / 2 ** 20)
  }`)
  return Number(outputs[0]?.content.text)
}

describe("kernel used by three clients at once @long", () => {
  let kernel: LaunchedKernel
  let clients: JupyterClient[] = []
  before(async () => {
    kernel = await launchKernel({})
    clients = await Promise.all(Array.from({ length: clientCount }, () => connectClient(kernel)))
    for (const client of clients) {
      client.listen((message) => {
        if (message.header.msg_type === "input_request") client.answer(message, `answer to ${message.content.prompt}`)
      })
    }
  })
  after(async () => {
    for (const client of clients) await client.close()
    await kernel?.end()
  })

  /** Has that many requests answered; of a thousand, so many are interrupts and deaths. */
  async function answered(count: number, { interrupts = 0, deaths = 0 } = {}): Promise<void> {
    let left = count
    const isCalm = interrupts + deaths === 0
    const lines = clients.flatMap((client) => Array.from({ length: inFlight }, () => client))
    const work = lines.map(async (client, line) => {
      const draws = seededDraws(seed * 1000 + count * 10 + line)
      while (left-- > 0) {
        const chance = draws.below(1000)
        const disturbance = chance < interrupts ? interrupting : dying
        const request = chance < interrupts + deaths ? disturbance : draws.pick(soakRequests)
        await request({ client, draws, isCalm })
      }
    })
    await Promise.all(work)
    assert.doesNotMatch(kernel.log(), /unexpected:/)
  }

  /** Restarts as Jupyter does; each client waits for the greeting of the new process. */
  async function restart(): Promise<void> {
    const known = new Set(clients[0]!.published.map(({ header }) => header.session))
    await clients[0]!.shutdown(true)
    await kernel.restart()
    const isNew = ({ header }: { header: { msg_type: string; session: string } }) =>
      header.msg_type === "iopub_welcome" && !known.has(header.session)
    for (const client of clients) {
      await client.waitFor("greeting of the new process", isNew, 60_000)
      await client.request("kernel_info_request", {}, { timeoutMs: 60_000 })
    }
  }

  it("loses no reply and mixes no outputs between restarts of the kernel", async () => {
    for (let i = 0; i < 4; i++) {
      await answered(50)
      await restart()
    }
  }).timeout(600_000)

  it("loses no reply and mixes no outputs in peace, and its memory stays flat", async () => {
    await answered(300)
    const before = { front: frontMemory(kernel), cells: await heldByCells(clients[0]!) }
    await answered(500)
    const after = { front: frontMemory(kernel), cells: await heldByCells(clients[0]!) }
    const story = JSON.stringify({ before, after })
    assert.ok(after.front - before.front < mostGrowth, story)
    assert.ok(after.cells - before.cells < mostHeld, story)
  }).timeout(900_000)

  it("loses no reply and mixes no outputs among interrupts and deaths of the cells' process, and its memory stays flat", async () => {
    await answered(300, { interrupts: 60, deaths: 10 })
    const before = frontMemory(kernel)
    await answered(700, { interrupts: 60, deaths: 10 })
    const after = frontMemory(kernel)
    assert.ok(after - before < mostGrowth, `${before} MB became ${after} MB`)
  }).timeout(1_200_000)
})

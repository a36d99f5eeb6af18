import { equal, match, ok } from "node:assert/strict"
import { key, uniform } from "../../lib/index.ts"
import { type Exchange, type JupyterClient, startClient } from "../support/jupyter-client.ts"
import { sleep } from "../support/notebook.ts"

const preparation = `
import { animals, choices, fit, key, learners } from "deltaw"
const [{ animal }] = animals.synthetic({ mice: 1, sessions: 6, key: key(11) })
const trials = choices(animal, { firstTrials: 800 })
const hashOfFit = async () => {
  const network = await fit(trials, learners.dnnGlm({ epochs: 4 }), { key: key(3) })
  const rates = await fit(trials, learners.reinforce(), { key: key(4) })
  return [network.info.parameterHash, ...rates.value.parameters.map(({ value }) => value)].join(" ")
}
let stopped
`

describe("a fit interrupted at 20 seeded moments", function () {
  this.timeout(120_000)
  const clients: JupyterClient[] = []
  after(() => Promise.all(clients.map((client) => client.close())))

  async function prepared(): Promise<JupyterClient> {
    const client = await startClient()
    clients.push(client)
    const { reply } = await client.execute(preparation, {}, { timeoutMs: 30_000 })
    equal(reply.status, "ok", JSON.stringify(reply))
    return client
  }

  function resultOf({ reply, outputs }: Exchange): string {
    equal(reply.status, "ok", JSON.stringify(reply))
    const result = outputs.find(({ type }) => type === "execute_result")
    return String((result?.content.data as Record<string, unknown> | undefined)?.["text/plain"])
  }

  it("hands back what it has, and leaves the next fit the bits of one in a fresh process", async () => {
    const [fresh, kernel] = await Promise.all([prepared(), prepared()])
    const expected = resultOf(await fresh.execute("await hashOfFit()"))
    match(expected, /^'[0-9a-f]{64} /)
    let handedBack = 0
    for (const moment of uniform(key(20), 20)) {
      const code =
        "stopped = undefined; stopped = await fit(trials, learners.dnnGlm({ epochs: 100_000 }), { key: key(5) })"
      const id = kernel.send("execute_request", { code, silent: false, store_history: true })
      await kernel.waitFor("start", ({ parent, header }) => parent.msg_id === id && header.msg_type === "execute_input")
      await sleep(300 * moment)
      const start = performance.now()
      const [{ replyMessage }] = await Promise.all([kernel.exchange(id), kernel.interrupt()])
      ok(replyMessage.at - start < 1000, `stopped after ${replyMessage.at - start} ms`)
      const status = resultOf(await kernel.execute("stopped?.status ?? 'terminated'"))
      if (status === "'stopped'") handedBack += 1
      equal(resultOf(await kernel.execute("await hashOfFit()")), expected)
    }
    ok(handedBack >= 15, `${handedBack} of 20 handed back what they had`)
  })
})

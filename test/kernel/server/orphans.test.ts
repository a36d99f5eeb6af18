import assert from "node:assert/strict"
import { fileURLToPath } from "node:url"
import { type JupyterClient, startClient } from "../../support/jupyter-client.ts"
import { isRunning } from "../../support/process-state.ts"
import { untilEnded } from "../../support/processes.ts"

const kernelMain = fileURLToPath(new URL("../../../kernel/server/main.js", import.meta.url))

/** Starts a kernel as a Jupyter server would that can be killed without the test. */
const launcher = `
  const { spawn } = require("node:child_process")
  const env = { ...process.env, JPY_PARENT_PID: String(process.pid) }
  spawn(process.execPath, process.argv.slice(1), { env, stdio: "inherit" })
  setInterval(() => {}, 1000)`

async function numbers(client: JupyterClient, code: string): Promise<number[]> {
  const { outputs } = await client.execute(code)
  const data = outputs.find(({ type }) => type === "stream")?.content.text as string
  return JSON.parse(data) as number[]
}

const spin = "console.log(JSON.stringify([process.pid, process.ppid])); for (;;) {}"

async function spinning(client: JupyterClient): Promise<[child: number, front: number]> {
  const id = client.send("execute_request", { code: spin })
  const { content } = await client.waitFor(
    "pids",
    (one) => one.parent.msg_id === id && one.header.msg_type === "stream",
  )
  return JSON.parse(content.text as string) as [number, number]
}

describe("orphan", () => {
  it("child ends within 2 s of a kill -9 of the front process, while a cell spins", async () => {
    const client = await startClient()
    try {
      const [child, front] = await spinning(client)
      assert.equal(front, client.process.pid)
      assert.ok(isRunning(child))
      client.process.kill("SIGKILL")
      await untilEnded([front, child], 2000)
    } finally {
      await client.close()
    }
  })

  it("processes of the cell end with a kill -9 of the front process, while the cell spins", async function () {
    if (process.platform === "win32") this.skip()
    const client = await startClient()
    try {
      const id = client.send("execute_request", {
        code: `import { spawn } from "node:child_process"
          const started = [spawn("sleep", ["1000"]), spawn("sh", ["-c", "sleep 1000 & wait"], { stdio: "inherit" })]
          console.log(JSON.stringify([process.pid, ...started.map(({ pid }) => pid)])); for (;;) {}`,
      })
      const { content } = await client.waitFor(
        "pids",
        (one) => one.parent.msg_id === id && one.header.msg_type === "stream",
      )
      const pids = JSON.parse(content.text as string) as number[]
      assert.ok(pids.every(isRunning))
      client.process.kill("SIGKILL")
      await untilEnded(pids, 5000)
    } finally {
      await client.close()
    }
  })

  it("kernel ends when the Jupyter process that started it was killed, its child too, while a cell spins", async () => {
    const argv = [process.execPath, "-e", launcher, kernelMain, "--connection-file", "{connection_file}"]
    const client = await startClient({ argv })
    try {
      const [child, front] = await spinning(client)
      assert.notEqual(front, client.process.pid)
      client.process.kill("SIGKILL")
      await untilEnded([front, child], 5000)
    } finally {
      await client.close()
    }
  })

  it("is nothing after a SIGTERM while a cell spins", async function () {
    if (process.platform === "win32") this.skip()
    const client = await startClient()
    try {
      const pids = await spinning(client)
      const ended = new Promise((resolve) => client.process.once("exit", resolve))
      client.process.kill("SIGTERM")
      await untilEnded(pids, 2000)
      assert.equal(await ended, 0)
    } finally {
      await client.close()
    }
  })

  it("of a shutdown is nothing while a cell spins, with timers, sockets, a worker and a process open", async () => {
    const client = await startClient()
    try {
      const id = client.send("execute_request", {
        code: `import { spawn } from "node:child_process"
          import { connect, createServer } from "node:net"
          import { Worker } from "node:worker_threads"
          setInterval(() => {}, 100)
          const server = createServer((socket) => socket.write("x")).listen(0, "127.0.0.1")
          await new Promise((resolve) => server.once("listening", resolve))
          const socket = connect((server.address() as any).port, "127.0.0.1")
          await new Promise((resolve) => socket.once("data", resolve))
          new Worker("for (;;) {}", { eval: true })
          const child = spawn("sleep", ["1000"])
          console.log(JSON.stringify([process.pid, process.ppid, child.pid])); for (;;) {}`,
      })
      const { content } = await client.waitFor(
        "pids",
        (one) => one.parent.msg_id === id && one.header.msg_type === "stream",
      )
      const pids = JSON.parse(content.text as string) as number[]
      const { endedMs } = await client.shutdown()
      assert.ok(endedMs < 1000, `ended after ${endedMs} ms`)
      await untilEnded(pids, 1000)
    } finally {
      await client.close()
    }
  })

  it("of a shutdown is nothing, with timers, a server and a worker open", async () => {
    const client = await startClient()
    try {
      const pids = await numbers(
        client,
        `import { createServer } from "node:net"
         import { Worker } from "node:worker_threads"
         setInterval(() => {}, 100)
         createServer().listen(0, "127.0.0.1")
         new Worker("setInterval(() => {}, 100)", { eval: true })
         console.log(JSON.stringify([process.pid, process.ppid]))`,
      )
      const { endedMs } = await client.shutdown()
      assert.ok(endedMs < 1000, `ended after ${endedMs} ms`)
      await untilEnded(pids, 1000)
    } finally {
      await client.close()
    }
  })
})

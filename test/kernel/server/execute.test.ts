import assert from "node:assert/strict"
import type { Outcome } from "../../../kernel/host/messages.ts"
import { fakeRooms } from "../../support/fake-rooms.ts"
import { startMemoryClient } from "../../support/memory-client.ts"

const ok: Outcome = { status: "ok" }
const shown = (text: string): Outcome => ({ status: "ok", result: { data: { "text/plain": text }, metadata: {} } })
const thrown: Outcome = { status: "error", error: { name: "RangeError", message: "too big", stack: "" } }

describe("execute request", () => {
  it("is bracketed by busy and idle, its outputs come in order, and the reply comes after them", async () => {
    const rooms = fakeRooms({
      cells: {
        "1 + 1": ({ show }) => {
          show({ kind: "stream", name: "stdout", text: "one\n" })
          show({ kind: "display", data: { "text/plain": "shown" }, metadata: {}, update: false })
          show({ kind: "stream", name: "stderr", text: "two\n" })
          return shown("2")
        },
      },
    })
    const client = startMemoryClient(rooms)
    const id = await client.execute("1 + 1")
    assert.deepEqual(client.story(id), [
      "busy",
      "execute_input",
      "stdout one",
      "display_data shown",
      "stderr two",
      "execute_result 2",
      "reply ok",
      "idle",
    ])
    assert.deepEqual(client.published(id, "execute_input"), [{ code: "1 + 1", execution_count: 1 }])
    assert.deepEqual(client.published(id, "execute_result"), [
      { execution_count: 1, metadata: {}, transient: {}, data: { "text/plain": "2" } },
    ])
    assert.equal(client.reply(id).execution_count, 1)
    assert.deepEqual(rooms.told, ["ran 1"])
  })

  it("that throws is answered by exactly one error message and the same three fields in the reply", async () => {
    const client = startMemoryClient(fakeRooms({ cells: { boom: () => thrown } }))
    const id = await client.execute("boom")
    assert.deepEqual(client.story(id), ["busy", "execute_input", "error RangeError", "reply error", "idle"])
    const traceback = ["RangeError: too big", "  at the user's line"]
    assert.deepEqual(client.published(id, "error"), [{ ename: "RangeError", evalue: "too big", traceback }])
    const { ename, evalue, traceback: replied } = client.reply(id)
    assert.deepEqual({ ename, evalue, replied }, { ename: "RangeError", evalue: "too big", replied: traceback })
  })

  it("that does not parse fails without reaching the child", async () => {
    const rooms = fakeRooms()
    const client = startMemoryClient(rooms)
    assert.deepEqual(client.story(await client.execute("syntax")), [
      "busy",
      "execute_input",
      "error SyntaxError",
      "reply error",
      "idle",
    ])
    assert.deepEqual(rooms.evaluated, [])
  })

  it("moves the count only when it stores history, and a blank or silent cell does not", async () => {
    const client = startMemoryClient(fakeRooms())
    const counts = []
    for (const content of [{}, { store_history: false }, { silent: true }, { silent: true, store_history: true }, {}]) {
      counts.push(client.reply(await client.execute("1", content)).execution_count)
    }
    counts.push(client.reply(await client.execute(" \n ")).execution_count)
    assert.deepEqual(counts, [1, 1, 1, 1, 2, 2])
  })

  it("that is silent publishes nothing but its status, late output included", async () => {
    const rooms = fakeRooms({
      cells: {
        quiet: ({ show }) => {
          show({ kind: "stream", name: "stdout", text: "unheard" })
          return shown("unseen")
        },
      },
    })
    const client = startMemoryClient(rooms)
    const id = await client.execute("quiet", { silent: true })
    rooms.show({ kind: "stream", request: id, name: "stdout", text: "late" })
    await client.execute("1")
    assert.deepEqual(client.story(id), ["busy", "reply ok", "idle"])
  })

  it("answers user_expressions key by key, also for empty code", async () => {
    const client = startMemoryClient(fakeRooms({ cells: { "(a\n)": () => shown("5"), "(b\n)": () => thrown } }))
    const id = await client.execute("", { user_expressions: { x: "a", y: "b", z: "syntax" } })
    const { x, y, z } = client.reply(id).user_expressions as Record<string, Record<string, unknown>>
    assert.deepEqual(x, { status: "ok", data: { "text/plain": "5" }, metadata: {} })
    assert.equal(y?.ename, "RangeError")
    assert.equal(z?.ename, "SyntaxError")
  })

  it("that fails aborts what is queued, each in its turn, and not what is sent after its reply", async () => {
    const rooms = fakeRooms({ cells: { boom: () => thrown } })
    const client = startMemoryClient(rooms)
    const failing = client.send("execute_request", { code: "boom" })
    const queued = client.send("execute_request", { code: "queued" })
    const info = client.send("kernel_info_request", {})
    await client.idle(info)
    assert.deepEqual(client.story(queued), ["busy", "reply aborted", "idle"])
    assert.equal(client.reply(queued).execution_count, 1)
    assert.equal(client.reply(info).status, "ok")
    assert.equal(client.reply(failing).status, "error")
    assert.equal(client.reply(await client.execute("after")).status, "ok")
    assert.deepEqual(rooms.evaluated, ["boom", "after"])
  })

  it("that fails aborts nothing that is sent once anyone can know of the error", async () => {
    const rooms = fakeRooms({ cells: { boom: () => thrown } })
    const client = startMemoryClient(rooms)
    const later: string[] = []
    client.watch(({ header }) => {
      const tells = header.msg_type === "error" || header.msg_type === "execute_reply"
      if (tells && later.length < 2) later.push(client.send("execute_request", { code: `after ${header.msg_type}` }))
    })
    const queued = client.send("execute_request", { code: "boom" })
    const behind = client.send("execute_request", { code: "queued" })
    for (const id of [queued, behind]) await client.idle(id)
    for (const id of later) await client.idle(id)
    assert.deepEqual(rooms.evaluated, ["boom", "after error", "after execute_reply"])
    assert.equal(client.reply(behind).status, "aborted")
  })

  it("that fails aborts cells alone: what else is queued is answered", async () => {
    const rooms = fakeRooms({ cells: { boom: () => thrown } })
    const client = startMemoryClient(rooms)
    client.send("execute_request", { code: "boom" })
    const others = ["kernel_info_request", "history_request", "comm_info_request"].map((type) =>
      client.send(type, { hist_access_type: "tail" }),
    )
    for (const id of others) {
      await client.idle(id)
      assert.equal(client.reply(id).status, "ok")
    }
  })

  it("that fails with stop_on_error false lets the queue run", async () => {
    const client = startMemoryClient(fakeRooms({ cells: { boom: () => thrown } }))
    client.send("execute_request", { code: "boom", stop_on_error: false })
    assert.equal(client.reply(await client.execute("queued")).status, "ok")
  })

  it("whose child died says so, forgets the types, and the next cell runs", async () => {
    const rooms = fakeRooms({ cells: { die: () => ({ status: "died", message: "It ran out of memory." }) } })
    const client = startMemoryClient(rooms)
    const id = await client.execute("die")
    assert.equal(client.reply(id).ename, "ProcessDied")
    assert.equal(client.reply(id).evalue, "It ran out of memory.")
    assert.deepEqual(rooms.told, ["reset"])
    assert.equal(client.reply(await client.execute("1")).status, "ok")
  })

  it("with content that cannot be used is answered by an error that quotes it", async () => {
    const client = startMemoryClient(fakeRooms())
    const id = await client.request("execute_request", { code: 7 })
    assert.equal(client.reply(id).evalue, "code is 7: expected a string")
    const other = await client.execute("1", { user_expressions: { a: 1 } })
    assert.match(client.reply(other).evalue as string, /\{"a":1\}/)
  })

  it("is stopped by an interrupt request on control while it runs, which is answered after it", async () => {
    const rooms = fakeRooms({
      cells: { spin: ({ interrupted }) => interrupted.then((): Outcome => ({ status: "stopped" })) },
    })
    const client = startMemoryClient(rooms)
    const id = client.send("execute_request", { code: "spin" })
    await new Promise((resolve) => setTimeout(resolve, 20))
    const info = await client.request("kernel_info_request", {}, "control")
    assert.deepEqual(client.story(info), ["busy", "reply ok", "idle"])
    const interrupt = await client.request("interrupt_request", {}, "control")
    assert.deepEqual(client.story(interrupt), ["busy", "reply ok", "idle"])
    await client.idle(id)
    assert.equal(client.reply(id).ename, "Interrupted")
    assert.deepEqual(rooms.told, ["ran 1"])
  })

  it("that is interrupted while it is compiled never reaches the child", async () => {
    let release = () => {}
    const compiling = new Promise<void>((resolve) => {
      release = resolve
    })
    const rooms = fakeRooms({ beforeCompile: () => compiling })
    const client = startMemoryClient(rooms)
    const id = client.send("execute_request", { code: "1" })
    await client.request("interrupt_request", {}, "control")
    release()
    await client.idle(id)
    assert.equal(client.reply(id).ename, "Interrupted")
    assert.deepEqual(rooms.evaluated, [])
  })

  it("says why where a room of the kernel did not start", async () => {
    const client = startMemoryClient(fakeRooms(), {
      startHost: async () => {
        throw new Error("The folder is gone.")
      },
    })
    assert.equal(client.reply(await client.execute("1")).evalue, "The folder is gone.")
  })

  it("of two cells run one after the other", async () => {
    let running = 0
    const alone = async () => {
      running++
      assert.equal(running, 1)
      await new Promise((resolve) => setTimeout(resolve, 10))
      running--
      return ok
    }
    const client = startMemoryClient(fakeRooms({ cells: { a: alone, b: alone } }))
    const first = client.send("execute_request", { code: "a" })
    const second = await client.execute("b")
    assert.equal(client.reply(first).status, "ok")
    assert.equal(client.reply(second).status, "ok")
  })
})

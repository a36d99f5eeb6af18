import { deepEqual, equal, match, ok } from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { CommMessage, HostOutput } from "../../../kernel/host/messages.ts"
import { type Notebook, openNotebook, sleep, sleepFunction } from "../../support/notebook.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

/** What the kernel itself takes from clients. */
const OWN_TARGETS = ["deltaw.variables"]

describe("comms of cells", () => {
  let notebook: Notebook
  let seen = 0
  before(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
    await notebook.run('import { comms, type Comm } from "@deltaw/kernel"')
  })
  beforeEach(() => {
    seen = notebook.outputs.length
  })
  afterEach(async () => {
    for (const comm of notebook.host.comms.keys()) await receive("after", { action: "close", comm })
    const targets = [...notebook.host.commTargets].filter((target) => !OWN_TARGETS.includes(target))
    await notebook.run(`for (const one of ${JSON.stringify(targets)}) comms.unregisterTarget(one)`)
  })
  after(() => notebook.close())

  /** Outputs of this test. */
  const outputs = () => notebook.outputs.slice(seen)
  const sent = () => outputs().filter((output): output is HostOutput & { kind: "comm" } => output.kind === "comm")
  const printed = () =>
    outputs()
      .flatMap((output) => (output.kind === "stream" ? output.text : []))
      .join("")

  /** A client's message; resolves when its handlers are done. */
  function receive(request: string, message: Partial<CommMessage> & Pick<CommMessage, "action">): Promise<void> {
    return notebook.host.handleComm(request, { comm: "c1", data: {}, metadata: {}, buffers: [], ...message })
  }

  it("are opened, used and closed by a cell, each message under its request", async () => {
    await notebook.run(`const comm = comms.openComm("chart", { data: { a: 1 }, metadata: { version: "2" } })
      comm.send({ b: 2 }, { metadata: { m: 1 } })`)
    const first = notebook.latest
    await notebook.run("comm.close({ c: 3 }); comm.close()")
    const [id] = new Set(sent().map(({ message }) => message.comm))
    deepEqual(sent(), [
      {
        kind: "comm",
        request: first,
        message: {
          action: "open",
          comm: id,
          target: "chart",
          data: { a: 1 },
          metadata: { version: "2" },
          buffers: [],
        },
      },
      {
        kind: "comm",
        request: first,
        message: { action: "message", comm: id, data: { b: 2 }, metadata: { m: 1 }, buffers: [] },
      },
      {
        kind: "comm",
        request: notebook.latest,
        message: { action: "close", comm: id, data: { c: 3 }, metadata: {}, buffers: [] },
      },
    ])
    equal(await notebook.value("comm.isClosed"), "true")
    match(await notebook.failure("comm.send({})"), /^Error: The comm ".*" on "chart" is closed/)
  })

  it("are listed while they are open, and so are the targets of user code", async () => {
    await notebook.run(`const one = comms.openComm("chart"); comms.registerTarget("lab", () => {})`)
    deepEqual([...notebook.host.comms.values()], ["chart"])
    deepEqual([...notebook.host.commTargets], [...OWN_TARGETS, "lab"])
    await notebook.run(`one.close(); comms.unregisterTarget("lab"); comms.unregisterTarget("none")`)
    deepEqual([...notebook.host.comms, ...notebook.host.commTargets], OWN_TARGETS)
  })

  it("that a client opens reach the target's handler, then their own handlers, until the client closes them", async () => {
    await notebook.run(`comms.registerTarget("lab", (comm, { data, metadata }) => {
      console.log("open", comm.target, data, metadata)
      comm.onMessage(({ data }) => { console.log("message", data); comm.send({ echo: data }) })
      comm.onClose(({ data }) => console.log("close", data, comm.isClosed))
    })`)
    await receive("r1", { action: "open", target: "lab", data: { a: 1 }, metadata: { m: 2 } })
    await receive("r2", { action: "message", data: { b: 2 } })
    await receive("r3", { action: "close", data: { c: 3 } })
    await receive("r4", { action: "message", data: { d: 4 } })
    const written = outputs().flatMap((output) => (output.kind === "stream" ? [[output.request, output.text]] : []))
    deepEqual(written, [
      ["r1", "open lab { a: 1 } { m: 2 }\n"],
      ["r2", "message { b: 2 }\n"],
      ["r3", "close { c: 3 } true\n"],
    ])
    deepEqual(
      sent().map(({ request, message }) => [request, message.action, message.data]),
      [["r2", "message", { echo: { b: 2 } }]],
    )
    deepEqual([...notebook.host.comms], [])
  })

  it("on a target that nobody knows are closed at once", async () => {
    await receive("r1", { action: "open", target: "unknown" })
    deepEqual(sent(), [
      { kind: "comm", request: "r1", message: { action: "close", comm: "c1", data: {}, metadata: {}, buffers: [] } },
    ])
    deepEqual([...notebook.host.comms], [])
  })

  it("carry bytes both ways as they are, whatever they hold, each with memory of its own", async () => {
    await notebook.run(`comms.registerTarget("echo", (comm) => comm.onMessage(({ buffers }) => {
      console.log(buffers.map(({ byteOffset, length, buffer }) => [byteOffset, length === buffer.byteLength]))
      comm.send({}, { buffers: [...buffers, new Float32Array([1, 2]).subarray(1), new Uint16Array([513]).buffer] })
    }))`)
    await receive("r1", { action: "open", target: "echo" })
    const all = Uint8Array.from({ length: 65_536 }, (_, i) => (i ^ (i >> 8)) & 255)
    const buffers = [
      all,
      new Uint8Array(0),
      new Uint8Array([10, 27, 27, 10, 0, 1, 2]),
      new Uint8Array(300_000).fill(10),
    ]
    await receive("r2", { action: "message", buffers })
    const [echoed] = sent().map(({ message }) => message.buffers)
    equal(echoed?.length, buffers.length + 2)
    for (const [i, bytes] of buffers.entries()) ok(Buffer.compare(bytes, echoed![i]!) === 0, `buffer ${i}`)
    deepEqual([...echoed![4]!], [0, 0, 0, 64])
    deepEqual([...echoed![5]!], [1, 2])
    equal(printed(), "[ [ 0, true ], [ 0, true ], [ 0, true ], [ 0, true ] ]\n")
  })

  it("are handled between the awaits of a running cell", async () => {
    await notebook.run(`let seen = 0
      comms.registerTarget("lab", (comm) => comm.onMessage(() => { seen += 1 }))`)
    await receive("r1", { action: "open", target: "lab" })
    const running = notebook.value("while (seen < 2) await sleep(5); seen")
    await receive("r2", { action: "message" })
    await receive("r3", { action: "message" })
    equal(await running, "2")
  })

  it("are done when what their handler returned is settled and shown", async () => {
    await notebook.run(`comms.registerTarget("slow", async (comm) => {
      await sleep(50)
      console.log("later")
      display({ [Symbol.for("Jupyter.display")]: async () => { await sleep(50); return { "text/plain": "shown" } } })
    })`)
    await receive("r1", { action: "open", target: "slow" })
    deepEqual(
      outputs().map(({ kind, request }) => [kind, request]),
      [
        ["stream", "r1"],
        ["display", "r1"],
      ],
    )
  })

  it("report what a handler throws, now or later, on the stderr of the message", async () => {
    await notebook.run(`comms.registerTarget("bad", (comm) => {
      comm.onMessage(async () => { await sleep(5); throw new RangeError("later") })
      throw new TypeError("at once")
    })`)
    await receive("r1", { action: "open", target: "bad" })
    await receive("r2", { action: "message" })
    const told = outputs().flatMap((one) => (one.kind === "stream" ? [[one.request, one.name, one.error?.name]] : []))
    deepEqual(told, [
      ["r1", "stderr", "TypeError"],
      ["r2", "stderr", "RangeError"],
    ])
  })

  describe("whose handler spins", () => {
    beforeEach(async () => {
      await notebook.run(`comms.registerTarget("spin", (comm) =>
        comm.onMessage(() => { console.log("spinning"); for (;;) {} }))`)
      await receive("r1", { action: "open", target: "spin" })
    })

    async function spin(): Promise<{ done: Promise<void> }> {
      const before = printed().length
      const done = receive("r2", { action: "message" })
      await notebook.until(() => printed().slice(before).includes("spinning"))
      return { done }
    }

    it("are stopped by an interrupt where no cell runs", async () => {
      const { done } = await spin()
      await notebook.host.interrupt()
      await done
      equal(await notebook.value("1 + 1"), "2")
    })

    it("are stopped together with the cell beside which it spins", async () => {
      const running = notebook.run('console.log("begun"); await sleep(1e6)')
      await notebook.until(() => printed() === "begun\n")
      const { done } = await spin()
      await notebook.host.interrupt()
      await done
      deepEqual(await running, { status: "stopped" })
      equal(await notebook.value("1 + 1"), "2")
    })

    it("are stopped together with a cell that waits behind it and then never begins", async () => {
      await notebook.run("let begun = false")
      const { done } = await spin()
      const running = notebook.run("begun = true; for (;;) {}")
      await sleep(50)
      await notebook.host.interrupt()
      await done
      deepEqual(await running, { status: "stopped" })
      equal(await notebook.value("begun"), "false")
    })
  })

  it("whose handler only waits are stopped by an interrupt where no cell runs", async () => {
    await notebook.run(`comms.registerTarget("wait", async () => { console.log("waiting"); await sleep(1e6) })`)
    const waiting = receive("r1", { action: "open", target: "wait" })
    await notebook.until(() => printed() === "waiting\n")
    await notebook.host.interrupt()
    await waiting
  })

  it("are offered to libraries through the host object, and to local files as to cells", async () => {
    equal(await notebook.value('comms === globalThis[Symbol.for("Jupyter.host")].comms'), "true")
    await withScratchFolder(async (folder) => {
      await writeFile(join(folder, "lab.ts"), 'export { comms } from "@deltaw/kernel"\nexport type None = never\n')
      const other = await openNotebook(folder)
      try {
        await other.run('import { comms } from "./lab.ts"; import * as kernel from "@deltaw/kernel"')
        equal(await other.value("comms === kernel.comms"), "true")
      } finally {
        await other.close()
      }
    })
  })

  it("quote what they cannot use", async () => {
    const failures: [string, string][] = [
      ['comms.openComm("")', "TypeError: openComm takes the name of a target, not ''"],
      [
        'comms.openComm("a", { date: {} })',
        'TypeError: openComm has no option "date"; it takes data, metadata, buffers',
      ],
      ['comms.openComm("a", { data: [] })', "TypeError: the data of openComm is a record, not []"],
      [
        'comms.openComm("a", { buffers: [[1]] })',
        "TypeError: the buffers of openComm are typed arrays or ArrayBuffers, not [ 1 ]",
      ],
      ['comms.registerTarget("a")', "TypeError: registerTarget takes a function, not undefined"],
      [
        'comms.openComm("b").send({}, { buffer: [] })',
        'TypeError: send has no option "buffer"; it takes metadata, buffers',
      ],
      ['comms.openComm("b").send({ n: 1n })', "TypeError: Do not know how to serialize a BigInt"],
    ]
    for (const [code, failure] of failures) equal(await notebook.failure(code), failure)
    deepEqual([...notebook.host.comms.values()], ["b", "b"])
  })
})

describe("the process that holds comms", () => {
  it("takes them along: clients see them close, targets are unknown, and waiting messages are done", async () => {
    const notebook = await openNotebook()
    try {
      await notebook.run(`import { comms } from "@deltaw/kernel"
        comms.openComm("chart")
        comms.registerTarget("wait", () => new Promise(() => {}))`)
      const message = { comm: "c1", target: "wait", data: {}, metadata: {}, buffers: [] }
      const waiting = notebook.host.handleComm("r1", { action: "open", ...message })
      await notebook.run("process.exit(1)")
      await waiting
      const closed = notebook.outputs.flatMap((output) =>
        output.kind === "comm" && output.message.action === "close" ? [output.request] : [],
      )
      deepEqual(closed, [notebook.latest, notebook.latest])
      deepEqual([...notebook.host.comms, ...notebook.host.commTargets], [])
    } finally {
      await notebook.close()
    }
  })
})

import assert from "node:assert/strict"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Outcome } from "../../../kernel/host/messages.ts"
import { outputFile, type RunOptions, runNotebook } from "../../../kernel/notebook/run.ts"
import { startSession } from "../../../kernel/server/session.ts"
import { type Behaviour, type FakeRooms, fakeRooms } from "../../support/fake-rooms.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

type Json = Record<string, unknown>
type StoredCell = { source: string[]; execution_count: number | null; outputs: Json[]; metadata: Json }

const thrown: Behaviour = () => ({ status: "error", error: { name: "RangeError", message: "too big", stack: "" } })
const result = (text: string): Outcome => ({ status: "ok", result: { data: { "text/plain": text }, metadata: {} } })
const code = (source: string, metadata: Json = {}): Json => ({
  cell_type: "code",
  source,
  metadata,
  execution_count: 99,
  outputs: [{ output_type: "stream", name: "stdout", text: "stale" }],
})
const markdown = { cell_type: "markdown", source: "# Title", metadata: {} }

/** Runs cells on fake rooms in a scratch folder; hands the stored notebook to `check`. */
async function run(
  cells: readonly Json[],
  rooms: FakeRooms,
  check: (stored: { cells: StoredCell[]; metadata: Json }, result: Awaited<ReturnType<typeof runNotebook>>) => void,
  options: Partial<RunOptions> = {},
): Promise<void> {
  await withScratchFolder(async (folder) => {
    const file = join(folder, "notes.ipynb")
    const metadata = {
      title: "T",
      widgets: {},
      papermill: { duration: 1 },
      kernelspec: { name: "old", display_name: "old", language: "typescript" },
    }
    await writeFile(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }))
    const start: RunOptions["start"] = (_folder, publish) =>
      startSession({ startHost: rooms.startHost, startLanguage: rooms.startLanguage, publish, checkPatienceMs: 1000 })
    const ended = await runNotebook({ file, start, ...options })
    check(JSON.parse(await readFile(ended.output, "utf8")), ended)
  })
}

describe("run of a notebook", () => {
  it("stores what each cell showed with counts from 1 and without anything of an earlier run", async () => {
    const rooms = fakeRooms({
      cells: {
        "1 + 1": ({ show }) => {
          show({ kind: "stream", name: "stdout", text: "hello\n" })
          return result("2")
        },
      },
    })
    const times = { execution: { "iopub.status.busy": "2020" }, tags: ["keep"] }
    await run([markdown, code("1 + 1", times), code(""), code("x")], rooms, ({ cells, metadata }, ended) => {
      assert.deepEqual(
        cells.map(({ execution_count }) => execution_count),
        [undefined, 1, null, 2],
      )
      assert.deepEqual(cells[1]?.outputs, [
        { output_type: "stream", name: "stdout", text: ["hello\n"] },
        { output_type: "execute_result", execution_count: 1, data: { "text/plain": ["2"] }, metadata: {} },
      ])
      assert.deepEqual(cells[1]?.metadata, { tags: ["keep"] })
      assert.deepEqual(cells[2]?.outputs, [])
      assert.deepEqual(metadata.kernelspec, { name: "deltaw", display_name: "TypeScript (Δw)", language: "typescript" })
      assert.equal((metadata.language_info as Json).name, "typescript")
      assert.equal(metadata.title, "T")
      assert.deepEqual(ended.failures, [])
      assert.equal(ended.cells, 2)
    })
  })

  it("ends at the first error, stores it, and leaves the cells behind it empty", async () => {
    const rooms = fakeRooms({ cells: { boom: thrown } })
    await run([code("a"), code("boom"), code("never")], rooms, ({ cells }, { failures }) => {
      assert.deepEqual(
        failures.map(({ count, error }) => [count, error.evalue]),
        [[2, "too big"]],
      )
      assert.equal(cells[1]?.outputs[0]?.ename, "RangeError")
      assert.deepEqual(cells[2]?.outputs, [])
      assert.equal(cells[2]?.execution_count, null)
      assert.deepEqual(rooms.evaluated, ["a", "boom"])
    })
  })

  it("goes on behind a cell tagged raises-exception and leaves one tagged skip-execution as it is", async () => {
    const rooms = fakeRooms({ cells: { boom: thrown } })
    const cells = [code("boom", { tags: ["raises-exception"] }), code("no", { tags: ["skip-execution"] }), code("b")]
    await run(cells, rooms, (stored, ended) => {
      assert.deepEqual(ended.failures, [])
      assert.deepEqual(rooms.evaluated, ["boom", "b"])
      assert.equal(stored.cells[0]?.outputs[0]?.output_type, "error")
      assert.equal(stored.cells[1]?.execution_count, 99)
      assert.deepEqual(stored.cells[1]?.outputs[0]?.text, ["stale"])
    })
  })

  it("goes on behind cells that fail where it is told to, and tells of each", async () => {
    const rooms = fakeRooms({ cells: { boom: thrown } })
    const check = (_: unknown, { failures, cells }: Awaited<ReturnType<typeof runNotebook>>) => {
      assert.deepEqual(
        failures.map(({ count }) => count),
        [1, 3],
      )
      assert.equal(cells, 4)
    }
    await run([code("boom"), code("a"), code("boom"), code("b")], rooms, check, { keepGoing: true })
  })

  it("stops a cell that runs longer than it may, and says so in its outputs, also where it then ends well", async () => {
    const cells: Record<string, Behaviour> = {
      spin: ({ interrupted, show }) => {
        show({ kind: "stream", name: "stdout", text: "so far\n" })
        return interrupted.then(() => ({ status: "stopped" }))
      },
      yields: ({ interrupted }) => interrupted.then(() => result("what there is")),
    }
    const tags = ["raises-exception"]
    const notebook = [code("a"), code("spin", { tags }), code("yields"), code("b")]
    const check = (stored: { cells: StoredCell[] }, { failures }: Awaited<ReturnType<typeof runNotebook>>) => {
      const message = "The cell ran longer than 0.2 s and was stopped."
      assert.deepEqual(
        failures.map(({ count, error }) => [count, error.ename, error.evalue]),
        [
          [2, "Timeout", message],
          [3, "Timeout", message],
        ],
      )
      assert.deepEqual(
        stored.cells.map(({ outputs }) => outputs.map(({ ename, output_type }) => ename ?? output_type)),
        [[], ["stream", "Timeout"], ["execute_result", "Timeout"], []],
      )
    }
    await run(notebook, fakeRooms({ cells }), check, { keepGoing: true, cellTimeoutMs: 200 })
  })

  it("keeps the provenance of the run, and nothing of an earlier one, in the notebook's metadata", async () => {
    await run([code("a")], fakeRooms(), ({ metadata }) => {
      assert.deepEqual(Object.keys(metadata), ["deltaw", "kernelspec", "language_info", "title"])
      const { provenance } = metadata.deltaw as Json
      assert.equal((provenance as Json).node, process.versions.node)
    })
  })

  it("waits for the type check of each cell, so that it gives the same outputs every time", async () => {
    const rooms = fakeRooms({ checks: { x: { message: "not a number", afterMs: 60 } } })
    await run([code("x")], rooms, ({ cells }) => {
      assert.deepEqual(cells[0]?.outputs, [{ output_type: "stream", name: "stderr", text: ["not a number\n"] }])
    })
  })

  it("tells which cell of how many it is at", async () => {
    const told: string[] = []
    const onProgress = (cell: number, cells: number) => told.push(`${cell}/${cells}`)
    await run([markdown, code("a"), code(" "), code("b")], fakeRooms(), () => {}, { onProgress })
    assert.deepEqual(told, ["1/2", "2/2"])
  })

  it("that is aborted stops the running cell and runs no other", async () => {
    const stop = new AbortController()
    const spin: Behaviour = ({ interrupted }) => {
      setTimeout(() => stop.abort(), 10)
      return interrupted.then(() => ({ status: "stopped" }))
    }
    const rooms = fakeRooms({ cells: { spin } })
    const cell = code("spin", { tags: ["raises-exception"] })
    await run(
      [cell, code("never")],
      rooms,
      (_, { failures }) => assert.equal(failures[0]?.error.ename, "Interrupted"),
      {
        signal: stop.signal,
      },
    )
    assert.deepEqual(rooms.evaluated, ["spin"])
  })

  it("writes beside the notebook, to the file it was told, or into the notebook itself", async () => {
    assert.equal(outputFile({ file: "a/b.ipynb" }), "a/b.out.ipynb")
    assert.equal(outputFile({ file: "b.txt" }), "b.txt.out.ipynb")
    assert.equal(outputFile({ file: "b.ipynb", output: "c" }), "c")
    assert.equal(outputFile({ file: "b.ipynb", inPlace: true }), "b.ipynb")
    await withScratchFolder(async (folder) => {
      const file = join(folder, "b.ipynb")
      await writeFile(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }))
      const rooms = fakeRooms()
      const start: RunOptions["start"] = (_, publish) => startSession({ ...rooms, publish })
      await runNotebook({ file, inPlace: true, start })
      assert.deepEqual(await readdir(folder), ["b.ipynb"])
      await runNotebook({ file, start })
      assert.deepEqual((await readdir(folder)).sort(), ["b.ipynb", "b.out.ipynb"])
    })
  })
})

import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { KERNEL_MODULE_TYPES } from "../../kernel/language/kernel-module-types.ts"
import { startLanguage } from "../../kernel/language/typescript-service.ts"
import { bootstrap } from "../support/bootstrap.ts"
import { withScratchFolder } from "../support/scratch-folder.ts"

describe("types of what only the kernel can give to cells", () => {
  /** Complaints of the type checker about a cell. */
  async function complaints(code: string): Promise<string[]> {
    let found: string[] = []
    await withScratchFolder(async (folder) => {
      const language = await startLanguage({ folder })
      try {
        const compiled = await language.compile(code)
        assert.ok(compiled.ok)
        found = (await language.check(compiled.number)).map(({ message }) => message)
      } finally {
        await language.close()
      }
    })
    return found
  }

  it("are those of the host itself", async () => {
    const { root } = await bootstrap<{ readonly root: string }>("places.mjs")
    const source = await readFile(join(root, "kernel", "host", "comm-types.ts"), "utf8")
    const indented = source.trim().replaceAll(/^(?=.)/gm, "  ")
    assert.ok(KERNEL_MODULE_TYPES.includes(indented), "kernel/language/kernel-module-types.ts differs from the host's")
  })

  it("fit the functions that ask the user, and the comms", async () => {
    assert.deepEqual(
      await complaints(`
        import { type Comm, comms } from "@deltaw/kernel"
        const name: string = prompt("Name?", "Ada")
        const sure: boolean = confirm("Sure?") && password().length > 3
        comms.registerTarget("lab", (comm: Comm, { data, metadata, buffers }) => {
          comm.onMessage(async ({ buffers: [bytes] }) => comm.send({ data }, { metadata, buffers: [new Float32Array(bytes!.buffer)] }))
          comm.onClose(() => {})
          comm.close({ n: buffers.length })
        })
        comms.unregisterTarget("lab")
        const closed: boolean = comms.openComm("chart", { data: { a: 1 } }).isClosed`),
      [],
    )
  })

  it("tell the values of widgets, also of what is short for them", async () => {
    assert.deepEqual(
      await complaints(`
        import { type Control, interact, widgets } from "@deltaw/kernel"
        const rule = widgets.dropdown({ options: ["bptt", "rflo"], label: "Rule" })
        const chosen: "bptt" | "rflo" = rule.value
        const size: Control<{ units: number }> = widgets.dropdown({ options: { small: { units: 10 }, large: { units: 99 } } })
        const [low, high]: readonly [number, number] = await widgets.floatRangeSlider({ value: [0, 0.5] }).next()
        widgets.vBox([widgets.hBox([rule, size]), widgets.progress({ value: low * high })])
        interact(
          async ({ gain, count, on, name, from, rule, size }) => {
            const all: [number, number, boolean, string, "a" | "b", "bptt" | "rflo", number] =
              [gain, count, on, name, from, rule, size.units]
            return all
          },
          { gain: [0, 1], count: [0, 9, 1], on: true, name: "Ada", from: ["a", "b"], rule, size },
        )
        rule.onChange((value) => value.length)
        const own = widgets.anywidget({ esm: "", state: { count: 1, bytes: new Uint8Array(3) } })
        const count: number = own.get("count")
        own.set({ count: count + 1 })
        own.onMessage(({ content, buffers }) => own.send(content, buffers))`),
      [],
    )
    assert.equal(
      (
        await complaints(`
        import { interact, widgets } from "@deltaw/kernel"
        widgets.floatSlider({ maximum: 3 })
        widgets.checkbox().value = 1
        widgets.dropdown({ options: ["a"], value: "b" })
        interact(({ gain }) => gain.length, { gain: [0, 1] })
        interact(() => 1, { gain: 3 })
        widgets.progress().onChange(() => {})
        widgets.anywidget({ esm: "", state: { count: 1 } }).set({ count: "2" })`)
      ).length,
      7,
    )
  })

  it("complain of what does not fit", async () => {
    assert.equal(
      (
        await complaints(`
        import { comms } from "@deltaw/kernel"
        const age: number = prompt("Age?")
        comms.openComm("chart", { date: 1 })
        comms.openComm("chart").send(1)`)
      ).length,
      3,
    )
  })
})

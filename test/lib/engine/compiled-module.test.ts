import assert from "node:assert/strict"
import { createMemory } from "../../../lib/engine/arena.ts"
import { instantiate } from "../../../lib/engine/compiled-module.ts"

describe("the compiled module", () => {
  it("has every primitive in both precisions", () => {
    const { f32, f64 } = instantiate(createMemory())
    assert.deepEqual(Object.keys(f32).sort(), Object.keys(f64).sort())
    assert.ok(Object.keys(f32).length >= 21)
    for (const call of [...Object.values(f32), ...Object.values(f64)]) assert.equal(typeof call, "function")
  })

  it("leaves the memory above its base to the arena", () => {
    const { base } = instantiate(createMemory())
    assert.ok(base > 0 && base < 65_536)
  })

  it("is left alone by its compiler where nothing changed", async () => {
    const compiler = new URL("../../../../kernel/install/compile-assembly.mjs", import.meta.url).href
    const { compileAssembly } = (await import(compiler)) as { compileAssembly: () => Promise<string> }
    await compileAssembly()
    assert.equal(await compileAssembly(), "unchanged")
  })
})

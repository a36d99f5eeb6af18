import { existsSync, readFileSync } from "node:fs"
import process from "node:process"
import { URL } from "node:url"
import v8 from "node:v8"
import type { Precision, Primitives } from "./primitives.ts"
import { type Memory, webAssembly } from "./web-assembly.ts"

/**
 * Numeric mode of an engine. `exact`: strict SIMD in a fixed order, the same bits on every machine and for any number of workers.
 * `fast`: fused multiply-add where this Node has it, and a native BLAS where one is faster.
 */
export type Mode = "exact" | "fast"

/** The compiled primitives on one memory. */
export interface CompiledModule {
  /** First byte of the memory that the module does not use itself. */
  readonly base: number
  /** Whether products are fused with sums. */
  readonly relaxedSimd: boolean
  readonly f32: Primitives
  readonly f64: Primitives
}

const compiled = new Map<string, object>()
let relaxed: boolean | undefined

/**
 * Puts the primitives on a memory. Where this Node has no relaxed SIMD, mode `fast` runs the strict module.
 * @throws Error where the compiled module is missing.
 */
export function instantiate(memory: Memory, mode: Mode = "exact"): CompiledModule {
  const relaxedSimd = mode === "fast" && hasRelaxedSimd()
  const module = compile(relaxedSimd ? "fast" : "exact")
  const { exports } = new webAssembly.Instance(module, { env: { memory } })
  const base = (exports.arenaBase as () => number)()
  return { base, relaxedSimd, f32: select(exports, "f32"), f64: select(exports, "f64") }
}

/** Whether this Node compiles relaxed SIMD; on Node 20 that has to be turned on, which is done here. */
export function hasRelaxedSimd(): boolean {
  relaxed ??= probeRelaxedSimd()
  return relaxed
}

function probeRelaxedSimd(): boolean {
  const bytes = read("fast")
  if (webAssembly.validate(bytes)) return true
  // Later versions do not know the flag, and complain.
  if (!process.versions.node.startsWith("20.")) return false
  v8.setFlagsFromString("--experimental-wasm-relaxed-simd")
  return webAssembly.validate(bytes)
}

function compile(name: string): object {
  const known = compiled.get(name)
  if (known !== undefined) return known
  const module = new webAssembly.Module(read(name))
  compiled.set(name, module)
  return module
}

function read(name: string): Uint8Array {
  const location = new URL(`./${name}.wasm`, import.meta.url)
  if (!existsSync(location)) throw new Error("the engine's compiled primitives are missing: run `npm run build`")
  return new Uint8Array(readFileSync(location))
}

function select(exports: Readonly<Record<string, unknown>>, precision: Precision): Primitives {
  const suffix = `_${precision}`
  const entries = Object.entries(exports).filter(([name]) => name.endsWith(suffix))
  return Object.freeze(
    Object.fromEntries(entries.map(([name, call]) => [name.slice(0, -suffix.length), call])),
  ) as unknown as Primitives
}

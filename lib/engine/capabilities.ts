import { versions } from "node:process"
import { setFlagsFromString } from "node:v8"
import { webAssembly } from "./web-assembly.ts"

/** What this Node's WebAssembly can do. */
export interface Capabilities {
  readonly simd: boolean
  /** Fused multiplications and additions; Node 20 has them behind a flag that can be set while it runs. */
  readonly relaxedSimd: "yes" | "behind a flag" | "no"
}

/** Version 1 of the format. */
const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
/** One type: three vectors to one. */
const types = [0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b]
const functions = [0x03, 0x02, 0x01, 0x00]
/** f32x4.relaxed_madd of the three. */
const relaxedBody = [0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b]
/** f32x4.add of the first two. */
const simdBody = [0x20, 0x00, 0x20, 0x01, 0xfd, 0xe4, 0x01, 0x0b]

/** Asks this Node by having it validate a module of one function. */
export function capabilities(): Capabilities {
  return { simd: takes(simdBody), relaxedSimd: takes(relaxedBody) ? "yes" : takesByFlag() ? "behind a flag" : "no" }
}

function takes(body: readonly number[]): boolean {
  const code = [0x0a, body.length + 3, 0x01, body.length + 1, 0x00, ...body]
  return webAssembly.validate(Uint8Array.from([...header, ...types, ...functions, ...code]))
}

function takesByFlag(): boolean {
  // Later versions have it without, and may not know the flag.
  if (!/^2[01]\./.test(versions.node)) return false
  setFlagsFromString("--experimental-wasm-relaxed-simd")
  try {
    return takes(relaxedBody)
  } finally {
    setFlagsFromString("--no-experimental-wasm-relaxed-simd")
  }
}

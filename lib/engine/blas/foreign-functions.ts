import { createRequire } from "node:module"
import { arch, platform, versions } from "node:process"

/** koffi, through which C functions of a shared library are called. */
export type ForeignFunctions = typeof import("koffi")

/**
 * koffi of this thread. It comes as a compiled module for each platform, and is asked for only when a BLAS is, so that
 * everything else runs where there is none.
 * @throws Error naming the platform where koffi cannot be loaded.
 */
export function foreignFunctions(): ForeignFunctions {
  try {
    return createRequire(import.meta.url)("koffi") as ForeignFunctions
  } catch (cause) {
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n")
    throw new Error(
      `native libraries cannot be called in this Node (${versions.node} on ${platform} ${arch}), as koffi does not load: ${reason}`,
      { cause },
    )
  }
}

/**
 * Address of the first byte of a memory in this process. A shared WebAssembly memory keeps its place when it grows, so
 * that one address serves for good.
 */
export function addressOf(buffer: SharedArrayBuffer): number {
  return Number(foreignFunctions().address(new Uint8Array(buffer)))
}

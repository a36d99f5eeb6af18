import { createRequire } from "node:module"
import { arch, platform, versions } from "node:process"
import type { LibraryHandle } from "koffi"

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

/**
 * Loads a shared library for the life of the process. koffi gives a library up with the last thread that holds it, but those
 * that keep threads or tables of their own do not all bear being unloaded, and none is the quicker for being loaded again.
 * @throws Error in the words of the system's loader.
 */
export function loadForGood(koffi: ForeignFunctions, path: string): LibraryHandle {
  const library = koffi.load(path)
  // One reference more, which nobody gives back; 2 is RTLD_NOW everywhere. Windows has no dlopen.
  if (platform !== "win32") koffi.load(null).func("dlopen", "void *", ["str", "int"])(path, 2)
  return library
}

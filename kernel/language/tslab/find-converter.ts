import { createRequire } from "node:module"
import { join } from "node:path"

/**
 * Path of tslab's converter, or null where that package is not installed: beside the notebook, beside the kernel,
 * or in the folder in which the kernel's own tests keep it.
 */
export function findConverter(folder: string): string | null {
  const places = [join(folder, "notebook.ts"), import.meta.url, new URL("../../../tslab/package.json", import.meta.url)]
  for (const place of places) {
    try {
      return createRequire(place).resolve("tslab/dist/converter.js")
    } catch {}
  }
  return null
}

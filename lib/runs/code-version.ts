import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { packageFolder } from "../numerics/places.ts"

/** What a compiled module names: imports and what it loads beside itself, such as WebAssembly. */
const NAMED = /(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)["'](\.{1,2}\/[^"']+|deltaw)["']/g

/**
 * A hash of all code that a module stands on: its own text and that of every file it imports, one after the other, WebAssembly included.
 * A change anywhere else leaves it as it is; packages count by the lock file's word only as far as this package's version moves with them.
 * @param module file URL of a JavaScript module.
 */
export function codeVersion(module: string): string {
  const seen = new Map<string, string>()
  collect(module, seen)
  const hash = createHash("sha256")
  // By content alone: the same code in another folder is the same code.
  for (const digest of [...seen.values()].sort()) hash.update(digest)
  return hash.digest("hex").slice(0, 16)
}

function collect(url: string, seen: Map<string, string>): void {
  if (seen.has(url)) return
  const bytes = contentOf(url)
  if (bytes === null) return
  seen.set(url, createHash("sha256").update(bytes).digest("hex"))
  if (!/\.m?js$/.test(url)) return
  const text = bytes.toString("utf8")
  for (const [, named] of text.matchAll(NAMED)) collect(addressOf(named!, url), seen)
}

function addressOf(named: string, from: string): string {
  return named === "deltaw"
    ? new URL(`file:${join(packageFolder(), ".build", "lib", "index.js")}`).href
    : new URL(named, from).href
}

/** Null for what is no file: a name in a comment or in a text. */
function contentOf(url: string): Buffer | null {
  try {
    return readFileSync(fileURLToPath(url))
  } catch {
    return null
  }
}

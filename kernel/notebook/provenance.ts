import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { implementationVersion, languageInfo } from "../server/language-info.ts"
import { isRecord, type Json } from "./notebook-file.ts"

const lockFiles = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"]

/**
 * What the outputs of a run were made with: versions of Δw, Node and TypeScript, and the SHA-256 of the nearest lock file.
 * The same on every run with the same of these: no times, no paths.
 * @param folder of the notebook
 */
export async function provenanceOf(folder: string): Promise<Json> {
  const lock = await nearestLock(folder)
  return {
    deltaw: implementationVersion,
    node: process.versions.node,
    typescript: languageInfo.version,
    ...(lock === null ? {} : { lockfile: lock }),
  }
}

/** Metadata of a notebook with the provenance in its place. */
export function withProvenance(metadata: Json, provenance: Json): Json {
  return { ...metadata, deltaw: { ...(isRecord(metadata.deltaw) ? metadata.deltaw : {}), provenance } }
}

async function nearestLock(folder: string): Promise<Json | null> {
  for (const name of lockFiles) {
    try {
      return {
        name,
        sha256: createHash("sha256")
          .update(await readFile(join(folder, name)))
          .digest("hex"),
      }
    } catch {
      // Not here under this name.
    }
  }
  const above = dirname(folder)
  return above === folder ? null : nearestLock(above)
}

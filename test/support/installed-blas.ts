import { existsSync } from "node:fs"
import { join } from "node:path"
import { arch, env, platform } from "node:process"
import { listCandidates } from "../../lib/engine/blas/candidates.ts"
import { packageFolder } from "../../lib/numerics/places.ts"

/** Path of a BLAS on this machine, of the set-up's environment or another; null where there is none. */
export function installedBlas(): string | null {
  const candidates = listCandidates({ environment: env, platform, architecture: arch, packageFolder: packageFolder() })
  return candidates.found[0]?.path ?? null
}

/** Whether set-up made the environment that brings a BLAS along, on a processor for which there is one. */
export function blasIsSetUp(): boolean {
  return existsSync(join(packageFolder(), ".venv", "deltaw.json")) && ["x64", "arm64"].includes(arch)
}

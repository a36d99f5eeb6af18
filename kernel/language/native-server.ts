import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** Windows refuses to start longer paths unless they are marked. */
const LONGEST_WINDOWS_PATH = 248

/** Path of TypeScript's native compiler and language server for this platform, or null where there is none. */
export function findNativeServer(
  platform: string = process.platform,
  architecture: string = process.arch,
): string | null {
  try {
    const typescript = createRequire(import.meta.url).resolve("typescript/package.json")
    const native = createRequire(typescript).resolve(`@typescript/typescript-${platform}-${architecture}/package.json`)
    const path = join(dirname(native), "lib", platform === "win32" ? "tsc.exe" : "tsc")
    if (!existsSync(path)) return null
    return platform === "win32" && path.length >= LONGEST_WINDOWS_PATH ? `\\\\?\\${path}` : path
  } catch {
    return null
  }
}

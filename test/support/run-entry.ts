import { execFile } from "node:child_process"
import { env, execPath } from "node:process"
import { fileURLToPath, URL } from "node:url"

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/**
 * Runs a compiled module of this folder with this Node in a process of its own.
 * @param name without folder and ending
 * @param variables set in its environment; null removes one
 */
export function runEntry(
  name: string,
  args: readonly string[],
  variables: Readonly<Record<string, string | null>> = {},
): Promise<Ended> {
  const settings = Object.fromEntries(Object.entries({ ...env, ...variables }).filter(([, value]) => value !== null))
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  return new Promise((resolve) => {
    const options = { env: settings as NodeJS.ProcessEnv, timeout: 60_000 }
    const child = execFile(execPath, [file, ...args], options, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    )
  })
}

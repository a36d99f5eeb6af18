import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"

const folder = new URL("../../../kernel/install/", import.meta.url)

/** Imports a file of the bootstrap, which is plain JavaScript outside the compiled tree. */
export async function bootstrap<T>(file: string): Promise<T> {
  return (await import(new URL(file, folder).href)) as T
}

/** The path of a file of the bootstrap. */
export function bootstrapPath(file: string): string {
  return fileURLToPath(new URL(file, folder))
}

/** Runs a script of the bootstrap with this Node and gives its exit code and everything it printed. */
export function runBootstrap(
  file: string,
  args: readonly string[],
  { env = {}, nodeArgs = [] }: { env?: Record<string, string>; nodeArgs?: readonly string[] } = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeArgs, bootstrapPath(file), ...args], {
      env: { ...process.env, ...env },
    })
    let output = ""
    child.stdout.on("data", (chunk) => (output += String(chunk)))
    child.stderr.on("data", (chunk) => (output += String(chunk)))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output }))
  })
}

/** Makes a folder, gives it to the work, and removes it. */
export async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "deltaw-install-"))
  try {
    return await work(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Writes files below a folder: path to text. */
export async function writeFiles(base: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(base, name)), { recursive: true })
    await writeFile(path.join(base, name), text, { mode: 0o755 })
  }
}

/** What a stand-in for Python answers. */
export interface FakePython {
  readonly version: readonly [number, number, number]
  readonly venv: boolean
}

/**
 * Writes a program that answers as Python does to the three questions of the set-up, for systems with a shell.
 * Its pip fails while the file `pip-fails` lies in the folder, printing that file; each call is noted in `calls`.
 */
export async function writeFakePython(base: string, name: string, { version, venv }: FakePython): Promise<string> {
  const file = path.join(base, name)
  const answer = JSON.stringify({ version, path: file, venv })
  const script = `#!/bin/sh
case "$1 $2" in
  "-c "*) echo probe >> "${base}/calls"; echo '${answer}' ;;
  "-m venv") echo venv >> "${base}/calls"; mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip")
    echo pip >> "${base}/calls"
    if [ -f "${base}/pip-fails" ]; then cat "${base}/pip-fails"; exit 1; fi ;;
esac
`
  await writeFiles(base, { [name]: script })
  return file
}

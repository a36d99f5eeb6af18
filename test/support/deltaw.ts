import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { bootstrapPath } from "./bootstrap.ts"

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What a program is started with besides its arguments. */
export interface Start {
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from its standard input. */
  readonly input?: string
}

/** Calls `deltaw` in a process of its own, which has to end by itself. */
export function deltaw(start: Start, ...argv: string[]): Promise<Ended> {
  return runToEnd(process.execPath, [bootstrapPath("bin.mjs"), ...argv], start)
}

/** Runs a program to its end. */
export async function runToEnd(program: string, argv: readonly string[], start: Start): Promise<Ended> {
  const child = spawn(program, argv, { cwd: start.folder, env: { ...process.env, ...start.env } })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", resolve)
  })
  // A program that does not read its input may have ended before it was written.
  child.stdin.on("error", () => {})
  child.stdin.end(start.input ?? "")
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

import { access, constants } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { type ParseArgsConfig, parseArgs } from "node:util"

/** A wrong call of a command; its usage is shown below the sentence. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig["options"]>

const help = { help: { type: "boolean", short: "h" } } as const

/** What `parseArguments` gives. */
export type Arguments<Known extends Options> = ReturnType<
  typeof parseArgs<{ allowPositionals: true; options: Known & typeof help }>
>

/** Reads the arguments of a command, `--help` included; throws `UsageError` for an option that it does not know. */
export function parseArguments<Known extends Options>(argv: readonly string[], known: Known): Arguments<Known> {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { ...known, ...help } })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** The one file that a command was given; throws `UsageError` where there is none or more than that. */
export function onlyFile(positionals: readonly string[], kind: string): string {
  const [file, extra] = positionals
  if (file === undefined) throw new UsageError(`no ${kind} was named`)
  if (extra !== undefined) throw new UsageError(`one ${kind} at a time, and "${extra}" came after "${file}"`)
  return file
}

/** Runs a command of the command line: what it throws is told in a sentence, a wrong call with the usage, and the exit code is 2. */
export async function runCommandLine(name: string, usage: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const below = error instanceof UsageError ? `${usage}\n` : ""
    process.stderr.write(`deltaw ${name}: ${(error as Error).message}\n${below}`)
    return 2
  }
}

/** Shows how a command is called. */
export function showUsage(usage: string): number {
  process.stdout.write(`${usage}\n`)
  return 0
}

/** Throws a sentence where a file could not be written: said before the work, not after it. */
export async function assertWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file))
  try {
    await access(folder, constants.W_OK)
  } catch {
    throw new Error(`cannot write "${file}": there is no writable folder "${folder}"`)
  }
}

/** Timers hold at most 2^31 ms. */
const longestSeconds = 2_000_000

/** Reads the value of `--timeout`, in seconds; in ms. */
export function timeoutMs(text: string): number {
  const value = Number(text)
  if (text.trim() !== "" && value > 0 && value <= longestSeconds) return 1000 * value
  throw new UsageError(`--timeout is "${text}", expected seconds, more than 0 and at most ${longestSeconds}`)
}

/** Runs something that Ctrl-C stops in an orderly way. */
export async function withInterrupt(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  process.on("SIGINT", onInterrupt)
  try {
    return await work(stop.signal)
  } finally {
    process.off("SIGINT", onInterrupt)
  }
}

import { access, constants } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { parseArgs, stripVTControlCharacters } from "node:util"
import { outputFile, type RunOptions, runNotebook } from "./run.ts"

/** How `deltaw run` is called. */
export const runUsage = `usage: deltaw run NOTEBOOK [-o FILE | --in-place]

Runs the notebook from top to bottom in a fresh kernel, in the notebook's folder.
  -o, --output FILE  where the notebook with its outputs goes (default: NAME.out.ipynb beside NAME.ipynb)
  --in-place         write the outputs into the notebook itself
A cell that throws ends the run with exit code 1 unless it is tagged "raises-exception"; what ran until then is written.
Cells tagged "skip-execution" are left as they are.`

/** Runs a notebook from the command line; resolves to the exit code: 0, 1 for a failing cell, 2 for a wrong call, 130 for Ctrl-C. */
export async function runCommand(argv: string[]): Promise<number> {
  let options: RunOptions | null
  try {
    options = readArguments(argv)
    if (options === null) {
      process.stdout.write(`${runUsage}\n`)
      return 0
    }
    await assertWritable(outputFile(options))
  } catch (error) {
    process.stderr.write(
      `deltaw run: ${(error as Error).message}\n${error instanceof UsageError ? `${runUsage}\n` : ""}`,
    )
    return 2
  }
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  process.on("SIGINT", onInterrupt)
  try {
    return await run({ ...options, signal: stop.signal })
  } catch (error) {
    process.stderr.write(`deltaw run: ${(error as Error).message}\n`)
    return 2
  } finally {
    process.off("SIGINT", onInterrupt)
  }
}

class UsageError extends Error {}

async function run(options: RunOptions): Promise<number> {
  const line = progressLine()
  const { output, cells, failure } = await runNotebook({
    ...options,
    onProgress: (cell, count) => line(`${options.file}: cell ${cell} of ${count}`),
  })
  line("")
  const wrote = `wrote ${output} (${cells} ${cells === 1 ? "cell" : "cells"} run)\n`
  if (options.signal?.aborted) {
    process.stderr.write(`deltaw run: stopped; ${wrote}`)
    return 130
  }
  if (failure !== undefined) {
    const { count, error } = failure
    const traceback = error.traceback.join("\n")
    const shown = process.stderr.isTTY ? traceback : stripVTControlCharacters(traceback)
    process.stderr.write(`${shown}\ndeltaw run: cell [${count}] of "${options.file}" failed; ${wrote}`)
    return 1
  }
  process.stderr.write(`deltaw run: ${wrote}`)
  return 0
}

/** Null where help is asked for. */
function readArguments(argv: string[]): RunOptions | null {
  const { values, positionals } = parse(argv)
  if (values.help) return null
  const [file, extra] = positionals
  if (file === undefined) throw new UsageError("no notebook was named")
  if (extra !== undefined) throw new UsageError(`one notebook at a time, and "${extra}" came after "${file}"`)
  const { output, "in-place": inPlace = false } = values
  if (output !== undefined && inPlace) throw new UsageError(`"--output ${output}" and "--in-place" exclude each other`)
  return { file, inPlace, ...(output === undefined ? {} : { output }) }
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        output: { type: "string", short: "o" },
        "in-place": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Said before the first cell runs, not after the last. */
async function assertWritable(file: string): Promise<void> {
  const folder = dirname(resolve(file))
  try {
    await access(folder, constants.W_OK)
  } catch {
    throw new Error(`cannot write "${file}": there is no writable folder "${folder}"`)
  }
}

/** A line on the terminal that the next one takes the place of; nothing where stderr is no terminal. */
function progressLine(): (text: string) => void {
  if (!process.stderr.isTTY) return () => {}
  return (text) => process.stderr.write(`\r\x1b[2K${text}`)
}

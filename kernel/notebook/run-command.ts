import { stripVTControlCharacters } from "node:util"
import {
  assertWritable,
  onlyFile,
  parseArguments,
  runCommandLine,
  showUsage,
  timeoutMs,
  UsageError,
  withInterrupt,
} from "./arguments.ts"
import type { CellFailure } from "./execution.ts"
import { mergeParameters, parametersFromFile, takeParameters } from "./parameters/given-parameters.ts"
import { outputFile, type RunOptions, runNotebook } from "./run.ts"

/** How `deltaw run` is called. */
export const runUsage = `usage: deltaw run NOTEBOOK [-o FILE | --in-place] [-p NAME VALUE]... [-f FILE] [--timeout SECONDS] [--keep-going]

Runs the notebook from top to bottom in a fresh kernel, in the notebook's folder.
  -o, --output FILE         where the notebook with its outputs goes (default: NAME.out.ipynb beside NAME.ipynb)
  --in-place                write the outputs into the notebook itself
  -p, --parameter NAME VALUE, or NAME=VALUE
                            a parameter of the cell tagged "parameters"; the value has to fit the type declared there
  -f, --parameters-file FILE
                            parameters from a JSON file; those of -p come first
  --timeout SECONDS         a cell that runs longer is stopped and counts as failed
  --keep-going              go on behind a cell that failed
A cell that throws ends the run with exit code 1 unless it is tagged "raises-exception"; what ran until then is written.
Cells tagged "skip-execution" are left as they are. Exit code 2 is for what could not be started, 130 for Ctrl-C.`

/** Runs a notebook from the command line; resolves to the exit code: 0, 1 for a failing cell, 2 for a wrong call, 130 for Ctrl-C. */
export function runCommand(argv: string[]): Promise<number> {
  return runCommandLine("run", runUsage, async () => {
    const options = await readArguments(argv)
    if (options === null) return showUsage(runUsage)
    await assertWritable(outputFile(options))
    return withInterrupt((signal) => run({ ...options, signal }))
  })
}

async function run(options: RunOptions): Promise<number> {
  const line = progressLine()
  const { output, cells, failures } = await runNotebook({
    ...options,
    onProgress: (cell, count) => line(`${options.file}: cell ${cell} of ${count}`),
  }).finally(() => line(""))
  const wrote = `wrote ${output} (${cells} ${cells === 1 ? "cell" : "cells"} run)\n`
  if (options.signal?.aborted) {
    process.stderr.write(`deltaw run: stopped; ${wrote}`)
    return 130
  }
  if (failures.length > 0) {
    for (const failure of failures) process.stderr.write(tracebackOf(failure))
    const counts = failures.map(({ count }) => `[${count}]`).join(", ")
    const what = `${failures.length === 1 ? "cell" : "cells"} ${counts} of "${options.file}" failed`
    process.stderr.write(`deltaw run: ${what}; ${wrote}`)
    return 1
  }
  process.stderr.write(`deltaw run: ${wrote}`)
  return 0
}

function tracebackOf({ error }: CellFailure): string {
  const traceback = error.traceback.join("\n")
  return `${process.stderr.isTTY ? traceback : stripVTControlCharacters(traceback)}\n`
}

/** Null where help is asked for. */
async function readArguments(argv: string[]): Promise<RunOptions | null> {
  const { given, rest } = takeParameters(argv)
  const { values, positionals } = parseArguments(rest, {
    output: { type: "string", short: "o" },
    "in-place": { type: "boolean" },
    "parameters-file": { type: "string", short: "f" },
    timeout: { type: "string" },
    "keep-going": { type: "boolean" },
  })
  if (values.help) return null
  const { output, "in-place": inPlace = false, "parameters-file": parameterFile, timeout } = values
  const file = onlyFile(positionals, "notebook")
  if (output !== undefined && inPlace) throw new UsageError(`"--output ${output}" and "--in-place" exclude each other`)
  return {
    file,
    inPlace,
    keepGoing: values["keep-going"] === true,
    parameters: mergeParameters(parameterFile === undefined ? [] : await parametersFromFile(parameterFile), given),
    ...(timeout === undefined ? {} : { cellTimeoutMs: timeoutMs(timeout) }),
    ...(output === undefined ? {} : { output }),
  }
}

/** A line on the terminal that the next one takes the place of; nothing where stderr is no terminal. */
function progressLine(): (text: string) => void {
  if (!process.stderr.isTTY) return () => {}
  return (text) => process.stderr.write(`\r\x1b[2K${text}`)
}

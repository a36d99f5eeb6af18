import { existsSync } from "node:fs"
import { assertWritable, onlyFile, parseArguments, runCommandLine, showUsage, UsageError } from "./arguments.ts"
import { withKeptOutputs } from "./kept-outputs.ts"
import { assertTypeScript, notebookText, readNotebook, readText, writeWhole } from "./notebook-file.ts"
import { parseScript, scriptText } from "./script/script.ts"

/** How `deltaw convert` is called. */
export const convertUsage = `usage: deltaw convert FILE [-o FILE] [--update]

Turns NAME.ipynb into NAME.ts, a TypeScript file with a line "// %%" above each cell and prose as comments, and back without loss.
Outputs do not go into the file; jupytext reads and writes the same format (ts:percent).
  -o, --output FILE  where it goes; "-" prints it
  --update           write over a file that is there; in a notebook, cells with the same source keep their outputs`

/** Converts a notebook or a script from the command line; resolves to the exit code: 0, or 2 for what cannot be converted. */
export function convertCommand(argv: string[]): Promise<number> {
  return runCommandLine("convert", convertUsage, async () => {
    const { values, positionals } = parseArguments(argv, {
      output: { type: "string", short: "o" },
      update: { type: "boolean" },
    })
    if (values.help) return showUsage(convertUsage)
    const file = onlyFile(positionals, "notebook or script")
    const isNotebook = /\.ipynb$/i.test(file)
    if (!isNotebook && !/\.ts$/i.test(file)) throw new UsageError(`"${file}" ends neither in .ipynb nor in .ts`)
    const output = values.output ?? (isNotebook ? file.replace(/\.ipynb$/i, ".ts") : file.replace(/\.ts$/i, ".ipynb"))
    if (output === "-") {
      process.stdout.write(await (isNotebook ? toScript(file) : toNotebook(file)))
      return 0
    }
    await assertWritable(output)
    const isThere = existsSync(output)
    if (isThere && !values.update) throw new Error(`"${output}" exists; --update writes over it`)
    await writeWhole(output, await (isNotebook ? toScript(file) : toNotebook(file, isThere ? output : undefined)))
    process.stderr.write(`deltaw convert: wrote ${output}\n`)
    return 0
  })
}

async function toScript(file: string): Promise<string> {
  const notebook = await readNotebook(file)
  assertTypeScript(notebook, file)
  return scriptText(notebook)
}

/** @param earlier a notebook whose outputs are kept where its cells have the same source */
async function toNotebook(file: string, earlier?: string): Promise<string> {
  const notebook = parseScriptFile(file, await readText(file))
  return notebookText(earlier === undefined ? notebook : withKeptOutputs(notebook, await readNotebook(earlier)))
}

function parseScriptFile(file: string, text: string) {
  try {
    return parseScript(text)
  } catch (error) {
    throw new Error(`"${file}" cannot be read as a notebook: ${(error as Error).message}`)
  }
}

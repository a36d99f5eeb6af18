import { text as readAll } from "node:stream/consumers"
import { isDeepStrictEqual } from "node:util"
import { parseArguments, runCommandLine, showUsage, UsageError } from "./arguments.ts"
import { cleanNotebook } from "./cleaning.ts"
import { notebookText, parseNotebookText, readNotebook, writeNotebook } from "./notebook-file.ts"

/** How `deltaw clean` is called. */
export const cleanUsage = `usage: deltaw clean NOTEBOOK... [--check]

Removes outputs, counts, times and other traces of a run from notebooks of any language.
  --check  change nothing; name the notebooks that are not clean and exit with 1 where there is one
  -        read a notebook from the standard input and print it clean, as a filter of git does`

/** Cleans notebooks from the command line; resolves to the exit code: 0, 1 for what `--check` found, 2 for what is no notebook. */
export function cleanCommand(argv: string[]): Promise<number> {
  return runCommandLine("clean", cleanUsage, async () => {
    const { values, positionals } = parseArguments(argv, { check: { type: "boolean" } })
    if (values.help) return showUsage(cleanUsage)
    if (positionals.length === 0) throw new UsageError("no notebook was named")
    if (positionals.includes("-")) {
      if (positionals.length > 1 || values.check) throw new UsageError('"-" stands alone')
      process.stdout.write(notebookText(cleanNotebook(parseNotebookText(await readAll(process.stdin), "The input"))))
      return 0
    }
    const dirty: string[] = []
    for (const file of positionals) if (!(await isCleanFile(file, values.check === true))) dirty.push(file)
    const list = dirty.map((file) => `${file}\n`).join("")
    process.stdout.write(list)
    if (!values.check || dirty.length === 0) return 0
    process.stderr.write(`deltaw clean: ${dirty.length} of ${positionals.length} not clean\n`)
    return 1
  })
}

/** Whether a file was clean already; if not it is cleaned, unless it is only looked at. */
async function isCleanFile(file: string, lookOnly: boolean): Promise<boolean> {
  const notebook = await readNotebook(file)
  const clean = cleanNotebook(notebook)
  if (isDeepStrictEqual(clean, notebook)) return true
  if (!lookOnly) await writeNotebook(file, clean)
  return false
}

import { parseArgs } from "node:util"
import { readConnectionFile } from "../protocol/connection.ts"
import { serve } from "./serve.ts"

const usage = "usage: node main.js --connection-file FILE (the file that Jupyter writes for a kernel)"

/** Serves the connection named on the command line until a client or Jupyter ends it. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "connection-file": { type: "string", short: "f" } } })
  const file = values["connection-file"]
  if (file === undefined) throw new Error(usage)
  await serve({ connection: await readConnectionFile(file), folder: process.cwd() })
}

main().catch((error: Error) => {
  process.stderr.write(`deltaw kernel: ${error.message}\n`)
  process.exit(2)
})

import { describeOptions, parseOptions } from "../options.mjs"
import { Problem } from "../problem.mjs"

const OPTIONS = { "--fresh": undefined, "--json": undefined, "--help": undefined }

const HELP = `deltaw doctor: says what Δw finds on this machine, and what it uses of it.
Options: ${describeOptions(OPTIONS)}.
--fresh measures the BLAS libraries anew; --json prints everything that was measured.`

/**
 * `deltaw doctor`: what was found on this machine, chosen, and why.
 * @param {string[]} argv --fresh, --json, --help
 * @returns {Promise<number>} exit code: 1 where something has to be mended
 */
export async function doctorCommand(argv) {
  const options = parseOptions(argv, OPTIONS)
  if (options["--help"]) {
    console.log(HELP)
    return 0
  }
  const sections = [await engineSection(options)]
  if (options["--json"]) {
    console.log(JSON.stringify(Object.fromEntries(sections.map(({ name, data }) => [name, data])), null, 2))
  } else {
    console.log(sections.flatMap(({ lines }) => lines).join("\n"))
  }
  const problems = sections.flatMap(({ problems: found }) => found)
  if (problems.length > 0) throw new Problem(problems.join("\n"), "Mend it and run deltaw doctor again.")
  return 0
}

/** Each part that is looked at gives a name and data for --json, lines to read, and what has to be mended. */
async function engineSection(options) {
  const { engineReport } = await import("deltaw")
  const onProgress = process.stderr.isTTY ? ({ label, detail }) => console.error(`${label}: ${detail}`) : undefined
  const { lines, ...data } = await engineReport({ fresh: options["--fresh"] === true, onProgress })
  return { name: "engine", data, lines, problems: data.problem === null ? [] : [data.problem] }
}

import { availableParallelism } from "node:os"
import { describeOptions, parseOptions } from "../options.mjs"
import { Problem, writable } from "../problem.mjs"

const OPTIONS = {
  "--out": "DIR",
  "--preset": "quick|full",
  "--seed": "N",
  "--store": "DIR",
  "--workers": "N",
  "--help": undefined,
}

const HELP = `deltaw study NAME --out DIR: computes what a study's figures and claims are made of, and writes its tables as CSV.

Every finished run is kept at once: called again after an interruption, it computes only what is missing.

Options: ${describeOptions(OPTIONS)}.
--preset full takes the sizes of the papers; the same --seed (1 where absent) gives the same tables for any number of --workers;
--store is where finished runs are kept, in the cache where absent.`

/**
 * `deltaw study`.
 * @param {string[]} argv the study and the options
 * @returns {Promise<number>} exit code: 0 done, 1 stopped before its end
 */
export async function studyCommand(argv) {
  if (argv.includes("--help") || argv.includes("-h")) {
    console.log(HELP)
    return 0
  }
  const { key, studies } = await import("deltaw")
  const swept = Object.values(studies).filter((study) => study.keep !== undefined)
  const names = swept.map(({ name }) => name).join(", ")
  const [name, ...rest] = argv
  const study = swept.find((each) => each.name === name)
  if (study === undefined)
    throw new Problem(
      name === undefined ? "deltaw study wants to know which study." : `There is no study "${name}".`,
      `Say deltaw study NAME --out DIR with one of ${names}.`,
    )
  const options = parseOptions(rest, OPTIONS)
  const out = options["--out"]
  if (out === undefined) throw new Problem("deltaw study wants to know where to put its tables.", "Add --out DIR.")
  const preset = study.presets[options["--preset"] ?? "quick"]
  if (preset === undefined)
    throw new Problem(`There is no preset "${options["--preset"]}".`, "Say --preset quick or --preset full.")
  const results = await study.run(preset, {
    key: key(whole(options, "--seed", 1, 0)),
    workers: whole(options, "--workers", availableParallelism(), 1),
    ...(options["--store"] === undefined ? {} : { store: options["--store"] }),
  })
  await writable(out, () => study.keep(results, out))
  for (const { claim, verdict } of study.claims(results).objects()) console.log(`${claim}: ${verdict}`)
  const failed = study.failures(results).numRows()
  if (failed > 0) console.log(`${failed} runs failed; their rows say why.`)
  console.log(`Tables are in ${out}.`)
  return results.isComplete ? 0 : 1
}

function whole(options, name, fallback, least) {
  const value = options[name] === undefined ? fallback : Number(options[name])
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new Problem(`${name} is "${options[name]}".`, `Say ${name} and a whole number from ${least}.`)
}

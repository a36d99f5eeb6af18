import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { describeOptions, parseOptions } from "../options.mjs"
import { Problem, writable } from "../problem.mjs"

const OPTIONS = {
  "--report": "FILE.html",
  "--preset": "quick|full",
  "--seed": "N",
  "--subject": "NAME",
  "--name": "NAME",
  "--columns": "ROLE=COLUMN,...",
  "--values": "ROLE.MEANING=VALUE,...",
  "--mapping": "FILE.json",
  "--revision": "NAME",
  "--workers": "N",
  "--help": undefined,
}

const HELP = `deltaw fit SOURCE --report FILE.html: checks the trials of one animal or several, fits models of learning to them,
and writes a report that needs nothing but a browser.

SOURCE is a file of trials (CSV, Parquet, NPZ, MATLAB, NWB), a folder of such files or in the layout of the International
Brain Laboratory, or the name of an animal that deltaw data list shows, such as KS014 or ibl:KS014.

Options: ${describeOptions(OPTIONS)}.
--columns says which columns of your file hold what, such as choice=response,signedContrast=contrast,reward=correct,session=day;
--values how they are coded, such as choice.right=R,choice.left=L,reward.rewarded=1,reward.unrewarded=0,contrast=percent;
--mapping names a JSON file with the same as { "columns": { ... }, "values": { ... } }.
--preset full takes the sizes of the papers; the same --seed (1 where absent) gives the same report.`

/**
 * `deltaw fit`.
 * @param {string[]} argv the source and the options
 * @returns {Promise<number>} exit code
 */
export async function fitCommand(argv) {
  if (argv.includes("--help") || argv.includes("-h")) {
    console.log(HELP)
    return 0
  }
  const [source, ...rest] = argv
  if (source === undefined || source.startsWith("--"))
    throw new Problem(
      "deltaw fit wants to know whose trials to fit.",
      "Say deltaw fit SOURCE --report FILE.html; deltaw fit --help tells more.",
    )
  const options = parseOptions(rest, OPTIONS)
  const report = options["--report"]
  if (report === undefined)
    throw new Problem("deltaw fit wants to know where to put its report.", "Add --report FILE.html.")
  const settings = settingsOf(options)
  const { animals, labReport, key } = await import("deltaw")
  const found = await refusing(() => animalsOf(animals, source, options))
  const { status, message, value } = await refusing(() =>
    labReport(found, { key: key(settings.seed), preset: settings.preset, workers: settings.workers, ...progressOf() }),
  )
  await writable(report, () => writeFileSync(report, value.html))
  for (const { warnings } of value.checks) for (const warning of warnings) console.error(`Mind: ${warning}`)
  console.log(`${message} ${report}`)
  return status === "stopped" ? 1 : 0
}

function settingsOf(options) {
  const whole = (name, fallback, least) => {
    const value = options[name] === undefined ? fallback : Number(options[name])
    if (Number.isSafeInteger(value) && value >= least) return value
    throw new Problem(`${name} is "${options[name]}".`, `Say ${name} and a whole number from ${least}.`)
  }
  const preset = options["--preset"] ?? "quick"
  if (preset !== "quick" && preset !== "full")
    throw new Problem(`There is no preset "${preset}".`, "Say --preset quick or --preset full.")
  return { preset, seed: whole("--seed", 1, 0), workers: whole("--workers", availableParallelism(), 1) }
}

/** The animals of a path, or those that the data sets know by name. */
async function animalsOf(animals, source, options) {
  if (!existsSync(source) && !/[\\/]/.test(source)) return [await animals.load(source)]
  const taken = { "--subject": "subject", "--name": "name", "--revision": "revision" }
  const given = Object.entries(taken).flatMap(([option, name]) =>
    options[option] === undefined ? [] : [[name, options[option]]],
  )
  return animals.at(source, { ...mappingOf(options), ...Object.fromEntries(given) })
}

function mappingOf(options) {
  const file = options["--mapping"]
  const { columns, values, ...others } = file === undefined ? {} : readMapping(file)
  const named = { ...columns, ...pairsOf(options, "--columns", "choice=response,reward=correct") }
  const coded = { ...values }
  for (const [path, value] of Object.entries(pairsOf(options, "--values", "choice.right=R,choice.left=L"))) {
    const [role, meaning] = path.split(".")
    coded[role] = meaning === undefined ? value : { ...coded[role], [meaning]: typed(value) }
  }
  return {
    ...others,
    ...(Object.keys(named).length > 0 && { columns: named }),
    ...(Object.keys(coded).length > 0 && { values: coded }),
  }
}

/** NAME=VALUE pairs with commas between. */
function pairsOf(options, name, example) {
  const pairs = (options[name] ?? "")
    .split(",")
    .filter(Boolean)
    .map((pair) => pair.split("=").map((part) => part.trim()))
  const wrong = pairs.find((pair) => pair.length !== 2 || pair.includes(""))
  if (wrong === undefined) return Object.fromEntries(pairs)
  throw new Problem(`${name} has "${wrong.join("=")}".`, `Say it as in ${name} ${example}.`)
}

/** A value as a file has it: a number where it is one. */
function typed(value) {
  return Number.isNaN(Number(value)) ? value : Number(value)
}

function readMapping(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"))
  } catch (error) {
    throw new Problem(
      `${file} cannot be read as JSON: ${error.message}`,
      'It should hold { "columns": { ... }, "values": { ... } }.',
    )
  }
}

/** Refusals of data and options are sentences for the user; anything else is a fault of ours and keeps its stack. */
async function refusing(work) {
  try {
    return await work()
  } catch (error) {
    const isRefusal = error?.name === "DataError" || error instanceof RangeError || error instanceof TypeError
    if (!isRefusal) throw error
    throw new Problem(error.message, "Nothing was written. deltaw fit --help tells how columns can be named.")
  }
}

function progressOf() {
  let shown = -1
  if (!process.stderr.isTTY) return { onProgress: () => {} }
  const onProgress = ({ done, total, detail = "" }) => {
    const percent = Math.floor((100 * done) / total)
    if (percent === shown) return
    shown = percent
    process.stderr.write(`\r\x1b[K${percent} % ${detail}${percent === 100 ? "\n" : ""}`)
  }
  return { onProgress }
}

import { checkJupyter } from "../jupyter-check.mjs"
import { describeOptions, parseOptions } from "../options.mjs"
import { Problem, writable } from "../problem.mjs"

const OPTIONS = { "--fix": undefined, "--fresh": undefined, "--json": undefined, "--help": undefined }

const HELP = `deltaw doctor: says what Δw finds on this machine, and what it uses of it.
Options: ${describeOptions(OPTIONS)}.
--fix makes kernels of Δw that Jupyter cannot start, or whose extension is of another version, start this copy with this Node.
--fresh measures the BLAS libraries anew; --json prints everything that was measured.`

/**
 * `deltaw doctor`: what was found on this machine, chosen, and why.
 * @param {string[]} argv --fix, --fresh, --json, --help
 * @returns {Promise<number>} exit code: 1 where something has to be mended
 */
export async function doctorCommand(argv) {
  const options = parseOptions(argv, OPTIONS)
  if (options["--help"]) {
    console.log(HELP)
    return 0
  }
  const sections = [await engineSection(options), await tensorFlowSection(), await jupyterSection(options)]
  if (options["--json"]) {
    console.log(JSON.stringify(Object.fromEntries(sections.map(({ name, data }) => [name, data])), null, 2))
  } else {
    console.log(sections.flatMap(({ lines }) => lines).join("\n"))
  }
  const sick = sections.filter(({ problems }) => problems.length > 0)
  if (sick.length > 0) {
    const problems = sick.flatMap((section) => section.problems)
    throw new Problem(problems.join("\n"), sick.map(({ remedy }) => remedy).join("\n"))
  }
  return 0
}

/** Each part that is looked at gives a name and data for --json, lines to read, what has to be mended, and how. */
async function engineSection(options) {
  const { engineReport } = await import("deltaw")
  const onProgress = process.stderr.isTTY ? ({ label, detail }) => console.error(`${label}: ${detail}`) : undefined
  const { lines, ...data } = await engineReport({ fresh: options["--fresh"] === true, onProgress })
  const problems = data.problem === null ? [] : [data.problem]
  return { name: "engine", data, lines, problems, remedy: "Mend it and run deltaw doctor again." }
}

async function tensorFlowSection() {
  const { nativeTensorFlow } = await import("deltaw")
  const { folder, built, versions } = nativeTensorFlow()
  const told = built
    ? `TensorFlow.js ${versions.tfjsNode} on TensorFlow ${versions.tensorFlow} in ${folder}`
    : "no native one, which is optional; deltaw setup tfjs-node builds it"
  return {
    name: "tensorflow",
    data: { folder, built, versions },
    lines: [`TensorFlow  ${told}`],
    problems: [],
    remedy: "",
  }
}

async function jupyterSection(options) {
  const before = checkJupyter(process.env)
  const mended = options["--fix"] ? before.filter(({ problems }) => problems.length > 0) : []
  for (const { folder, mend } of mended) await writable(folder, mend)
  const found = mended.length === 0 ? before : checkJupyter(process.env)
  const told = found.map(({ folder, starts }) => `${folder} starts ${starts}`)
  const shown = told.length === 0 ? ["knows no kernel of Δw; deltaw install makes it known"] : told
  const repairs = mended.flatMap(({ problems }) => problems).map((problem) => `mended: ${problem}`)
  return {
    name: "jupyter",
    data: found.map(({ folder, starts, problems }) => ({ folder, starts, problems })),
    lines: [...shown, ...repairs].map((line, i) => `${(i === 0 ? "Jupyter" : "").padEnd(12)}${line}`),
    problems: found.flatMap(({ problems }) => problems),
    remedy: "deltaw doctor --fix mends what Jupyter starts.",
  }
}

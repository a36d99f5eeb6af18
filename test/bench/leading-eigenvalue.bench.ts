// npm run bench -- leading-eigenvalue [--peers PYTHON --peer-scripts DIR]
// The leading eigenvalue of the Hessian with respect to W to 1e-3, N = 128, B = 256: ours by Lanczos iteration against power iteration on
// PyTorch's products, which `power-iteration.py` beside this file runs on the same network and trials, from the same first direction.
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { performance } from "node:perf_hooks"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { leadingEigenvalues } from "../../lib/analysis/leading-eigenvalues.ts"
import { borrowEngine, type Engine, returnEngine } from "../../lib/engine/engine.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { rateObjective } from "../../lib/rules/rate-objective.ts"
import { network, pointsOfTraining, recurrentWeights, trials, writeProblem } from "./curvature-points.ts"
import { short, table } from "./markdown.ts"
import { peerEnvironment } from "./peers.ts"
import { runPinned } from "./pinned-process.ts"
import { benchSettings } from "./settings.ts"
import { median, spreadOf } from "./statistics.ts"

const stepCounts = [0, 100, 500]
const tolerance = 1e-3
const rounds = 5
const leastRatio = 3
const mostPeerProducts = 500
/** The parent has pinned this process, and what it starts inherits the core. */
const inherited = { core: null, why: "the parent pins" } as const
const silent = { onProgress: () => {} }

/** One way to the eigenvalue: seconds from the weights on, products made, and what was found. */
interface Run {
  readonly seconds: number
  readonly products: number
  readonly eigenvalue: number
}

/** What `power-iteration.py` prints: the run whose quotient settled by PyHessian's rule, and the one that was close to the eigenvalue. */
interface PeerRuns {
  readonly torch: string
  readonly settled: Run & { readonly reached: boolean }
  readonly close: Run & { readonly reached: boolean }
}

/** The one place that knows which engine is timed. */
async function timedEngine(): Promise<Engine> {
  return borrowEngine("fast")
}

async function ours(parameters: Float32Array, round: number): Promise<Run> {
  const engine = await timedEngine()
  const objective = rateObjective(engine, network, trials, { parameters, trained: ["recurrent"] })
  const began = performance.now()
  const options = { key: key(round), tolerance, ...silent }
  const { value, info, status, message } = await leadingEigenvalues(objective, recurrentWeights(parameters), options)
  const seconds = (performance.now() - began) / 1000
  returnEngine(engine)
  if (status !== "converged") throw new Error(message)
  return { seconds, products: info.products, eigenvalue: value.largest[0]!.eigenvalue }
}

async function theirs(python: string, folder: string): Promise<PeerRuns> {
  const script = fileURLToPath(new URL("../../../test/bench/power-iteration.py", import.meta.url))
  const { code, stdout, stderr } = await runPinned(python, [script, folder], inherited, peerEnvironment(process.env))
  if (code !== 0) throw new Error(`${python} ${script} failed:\n${stderr}`)
  return JSON.parse(stdout) as PeerRuns
}

/** Loss, both leading eigenvalues and the smallest, in f64 and strict order, far tighter than what is timed. */
async function reference(parameters: Float32Array) {
  const engine = borrowEngine("exact")
  const objective = rateObjective(engine, network, trials, { parameters, trained: ["recurrent"], precision: "f64" })
  const options = { key: key(100), count: 2, smallest: 1, tolerance: 1e-7, ...silent }
  const { value, info, status, message } = await leadingEigenvalues(objective, recurrentWeights(parameters), options)
  returnEngine(engine)
  if (status !== "converged") throw new Error(message)
  const [first, second, last] = [...value.largest, ...value.smallest].map(({ eigenvalue }) => eigenvalue)
  if (-last! > first!)
    throw new Error("the eigenvalue of greatest magnitude is negative: power iteration finds that one")
  return { loss: info.loss, first: first!, second: second!, last: last! }
}

/** A line of the table, from the runs at one point. */
function row(
  steps: number,
  truth: Awaited<ReturnType<typeof reference>>,
  our: readonly Run[],
  peer: readonly PeerRuns[],
) {
  const { loss, first, second, last } = truth
  const seconds = (runs: readonly Run[]) => median(runs.map((run) => run.seconds))
  const cell = (runs: readonly Run[]) => {
    if (runs.length === 0) return "not run"
    const { least, greatest } = spreadOf(runs.map(({ products }) => products))
    const error = Math.max(...runs.map(({ eigenvalue }) => Math.abs(eigenvalue / first - 1)))
    return `${short(seconds(runs))} s, ${least}–${greatest} products, off by ${error.toExponential(0)}`
  }
  const [settled, close] = [peer.map((runs) => runs.settled), peer.map((runs) => runs.close)]
  const ratios = [settled, close].map((runs) => (runs.length === 0 ? null : seconds(runs) / seconds(our)))
  const least = Math.min(...ratios.map((ratio) => ratio ?? Number.NaN))
  return [
    `${steps} steps, loss ${short(loss)}`,
    [first, second, last].map(short).join(", "),
    ...[our, settled, close].map(cell),
    ...ratios.map((ratio) => (ratio === null ? "" : `${ratio.toFixed(2)} x`)),
    peer.length === 0 ? "not known" : least >= leastRatio ? "yes" : "**no**",
  ]
}

const python = benchSettings({}, process.env).peers?.python ?? null
const folder = mkdtempSync(path.join(os.tmpdir(), "deltaw-eigenvalue-"))
const rows: string[][] = []
try {
  for (const [index, parameters] of pointsOfTraining(stepCounts).entries()) {
    const truth = await reference(parameters)
    const [our, peer]: [Run[], PeerRuns[]] = [[], []]
    await ours(parameters, rounds)
    for (let round = 0; round < rounds; round += 1) {
      our.push(await ours(parameters, round))
      if (python === null) continue
      const problem = { threads: 1, tolerance, eigenvalue: truth.first, most: mostPeerProducts }
      writeProblem(folder, parameters, key(round), problem)
      peer.push(await theirs(python, folder))
    }
    rows.push(row(stepCounts[index]!, truth, our, peer))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const { features } = await timedEngine()
console.log(
  `Leading eigenvalue of the Hessian with respect to W to ${tolerance}, N=128 B=256 T=28, medians of ${rounds} rounds with a first ` +
    `direction each; ours in mode fast with ${features.blas ?? "no BLAS"}. Ours ends where its residual bound certifies the eigenvalue. ` +
    `The peer ends where its quotient has settled (PyHessian's rule), or where it is close, which only the eigenvalue itself can tell. ` +
    `Times go from the weights on: trajectory or graph, then products.\n`,
)
const heads = ["after", "largest, second, smallest", "ours", "PyTorch, settled", "PyTorch, close"]
console.log(table([...heads, "settled / ours", "close / ours", `both at least ${leastRatio} x`], rows, 2))
if (python === null) console.log("\nThe peer was not run: give --peers PYTHON --peer-scripts DIR.")

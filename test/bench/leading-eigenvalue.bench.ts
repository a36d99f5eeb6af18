// npm run bench -- leading-eigenvalue [--peers PYTHON --peer-scripts DIR]
// The leading eigenvalue of the Hessian with respect to W to 1e-3, N = 128, B = 256: ours by Lanczos iteration against power iteration on
// PyTorch's products, which `power-iteration.py` beside this file runs on the same network and trials, from the same random direction.
import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { performance } from "node:perf_hooks"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { leadingEigenvalues } from "../../lib/analysis/leading-eigenvalues.ts"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { rateObjective } from "../../lib/rules/rate-objective.ts"
import { network, pointsOfTraining, recurrentWeights, trials, writeProblem } from "./curvature-points.ts"
import { engineOf } from "./engines.ts"
import { short, table } from "./markdown.ts"
import { peerEnvironment } from "./peers.ts"
import { runPinned } from "./pinned-process.ts"
import { describeArm } from "./product.ts"
import { benchSettings } from "./settings.ts"
import { median, spreadOf } from "./statistics.ts"
import type { Arm } from "./workload.ts"

const timed: readonly Arm[] = ["fast", "fast without BLAS"]
const stepCounts = [0, 100, 500]
const tolerance = 1e-3
const rounds = 7
const warmUps = 5
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

async function ours(arm: Arm, parameters: Float32Array, round: number): Promise<Run> {
  const engine = await engineOf(arm)
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

/** What was run at one point: ours by arm, and the peer's. */
interface Runs {
  readonly ours: ReadonlyMap<Arm, readonly Run[]>
  readonly peer: readonly PeerRuns[]
}

async function runsAt(parameters: Float32Array, eigenvalue: number): Promise<Runs> {
  const runs = { ours: new Map(timed.map((arm) => [arm, [] as Run[]])), peer: [] as PeerRuns[] }
  // V8 compiles what is run over and over: not in the rounds.
  for (let run = 0; run < warmUps; run += 1) for (const arm of timed) await ours(arm, parameters, rounds)
  for (let round = 0; round < rounds; round += 1) {
    for (const arm of timed) runs.ours.get(arm)!.push(await ours(arm, parameters, round))
    if (python === null) continue
    writeProblem(folder, parameters, key(round), { threads: 1, tolerance, eigenvalue, most: mostPeerProducts })
    runs.peer.push(await theirs(python, folder))
  }
  return runs
}

const worstError = (runs: readonly Run[], truth: number) =>
  Math.max(...runs.map(({ eigenvalue }) => Math.abs(eigenvalue / truth - 1)))
const medianSeconds = (runs: readonly Run[]) => median(runs.map(({ seconds }) => seconds))

/** The lines of the table for one point, one an arm. */
function lines(steps: number, { loss, first, second, last }: Awaited<ReturnType<typeof reference>>, runs: Runs) {
  const cell = (of: readonly Run[]) => {
    if (of.length === 0) return "not run"
    const { least, greatest } = spreadOf(of.map(({ products }) => products))
    const [ms, error] = [(1000 * medianSeconds(of)).toFixed(0), worstError(of, first).toExponential(0)]
    return `${ms} ms, ${least}–${greatest}, ${error}`
  }
  const peer = [runs.peer.map(({ settled }) => settled), runs.peer.map(({ close }) => close)]
  return [...runs.ours].map(([arm, our]) => {
    const ratios = peer.map((of) => (of.length === 0 ? Number.NaN : medianSeconds(of) / medianSeconds(our)))
    const met = Math.min(...ratios) >= leastRatio && worstError(our, first) <= tolerance
    return [
      `${steps} steps, loss ${short(loss)}`,
      [first, second, last].map(short).join(", "),
      ...[arm, cell(our), ...peer.map(cell)],
      ...ratios.map((ratio) => (Number.isNaN(ratio) ? "" : `${ratio.toFixed(2)} x`)),
      runs.peer.length === 0 ? "not known" : met ? "yes" : "**no**",
    ]
  })
}

const python = benchSettings({}, process.env).peers?.python ?? null
const folder = mkdtempSync(path.join(os.tmpdir(), "deltaw-eigenvalue-"))
const rows: string[][] = []
try {
  for (const [index, parameters] of pointsOfTraining(stepCounts).entries()) {
    const truth = await reference(parameters)
    rows.push(...lines(stepCounts[index]!, truth, await runsAt(parameters, truth.first)))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(
  `Leading eigenvalue of the Hessian with respect to W to ${tolerance}, N=128 B=256 T=28, medians of ${rounds} rounds with a ` +
    "random direction each, to which ours adds the gradient. Cells: time from the weights on (trajectory or graph, then products), least and most products, greatest error. " +
    "Ours ends where its error estimate says so. PyTorch ends where its quotient has settled, by PyHessian's rule, or where it is " +
    "close, which only the eigenvalue itself can tell.\n",
)
for (const arm of timed) console.log(`- ${arm}: ${await describeArm(arm)}`)
const heads = ["after", "largest, second, smallest", "arm", "ours", "PyTorch, settled", "PyTorch, close"]
console.log(`\n${table([...heads, "settled / ours", "close / ours", `both at least ${leastRatio} x`], rows, 3)}`)
if (python === null) console.log("\nThe peer was not run: give --peers PYTHON --peer-scripts DIR.")

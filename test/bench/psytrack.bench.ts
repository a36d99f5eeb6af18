// npm run bench -- psytrack --peers PYTHON, a Python with the package psytrack 2.0.2
// PsyTrack's smoother, ours beside the public package on mouse KS014, where it can be had, and on rat W053, which comes with the package:
// the same evidence and weights at equal hyper-parameters, the end of each one's own search, and the wall time of a whole fit.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { performance } from "node:perf_hooks"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { animals } from "../../lib/data/animals.ts"
import { type ChoiceSequence, choices } from "../../lib/data/choices.ts"
import { type PsytrackOptions, psytrackWalk } from "../../lib/inference/psytrack/learner.ts"
import { fitWalk, type WalkSolution } from "../../lib/inference/weight-noise/fit.ts"
import { short, table } from "./markdown.ts"
import { peerEnvironment } from "./peers.ts"
import { runPinned } from "./pinned-process.ts"
import { benchSettings } from "./settings.ts"
import { median } from "./statistics.ts"

const rounds = 3
const leastRatio = 10
/** The parent has pinned this process, and what it starts inherits the core. */
const inherited = { core: null, why: "the parent pins" } as const
const silent = { onProgress: () => {} }

/** A fit that both make. */
interface Case {
  readonly name: string
  readonly animal: "KS014" | "W053"
  readonly regressors: readonly string[]
  readonly dayNoise: boolean
  /** Keep so many trials from the start; 0 for all. */
  readonly trials: number
}

/** The two of the mouse, the package's own example, and that with all of the rat's regressors and sessions. */
const all: readonly Case[] = [
  { name: "KS014", animal: "KS014", regressors: ["bias", "stimulus"], dayNoise: false, trials: 0 },
  { name: "KS014-days", animal: "KS014", regressors: ["bias", "stimulus"], dayNoise: true, trials: 0 },
  { name: "W053", animal: "W053", regressors: ["bias", "s1", "s2"], dayNoise: false, trials: 10_000 },
  { name: "W053-days", animal: "W053", regressors: ["bias", "s1", "s2", "s_avg"], dayNoise: true, trials: 10_000 },
]

/** What `psytrack-peer.py` prints. */
interface PeerFit {
  readonly name: string
  readonly seconds: number
  readonly evidence: number
  readonly regressors: readonly string[]
  readonly log2Sigma: readonly number[]
  readonly log2SigmaDay: readonly number[] | null
}

async function theirs(python: string, folder: string, each: Case): Promise<PeerFit> {
  writeFileSync(path.join(folder, "case.json"), JSON.stringify(each))
  const script = fileURLToPath(new URL("../../../test/bench/psytrack-peer.py", import.meta.url))
  const { code, stdout, stderr } = await runPinned(python, [script, folder], inherited, peerEnvironment(process.env))
  if (code !== 0) throw new Error(`${python} ${script} failed:\n${stderr}`)
  return JSON.parse(stdout) as PeerFit
}

/** The mouse as the peer reads it, where it is here. */
async function writeMouse(folder: string): Promise<boolean> {
  const mouse = await animals.load("KS014").catch(() => null)
  if (mouse === null) return false
  const { stimulus, choice, sessionStart } = choices(mouse)
  const lines = Array.from(stimulus, (s, t) => `${s},${choice[t]},${sessionStart[t]}`)
  writeFileSync(path.join(folder, "animal-KS014.csv"), `${["stimulus,right,start", ...lines].join("\n")}\n`)
  return true
}

/** The trials of a case as the peer wrote them, so that both fit the same numbers. */
function readAnimal(folder: string, { name, regressors }: PeerFit): ChoiceSequence {
  const rows = numbers(path.join(folder, `${name}.csv`), 1)
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!)
  const start = Uint8Array.from(column(regressors.length + 1))
  let session = -1
  return {
    animal: name,
    synthetic: false,
    stimulus: new Float64Array(rows.length),
    choice: Uint8Array.from(column(regressors.length)),
    reward: new Uint8Array(rows.length),
    side: new Uint8Array(rows.length),
    sessionStart: start,
    session: Uint16Array.from(start, (first) => (session += first)),
    inputs: Object.fromEntries(regressors.map((regressor, k) => [regressor, column(k)])),
  }
}

function numbers(file: string, skip: number): readonly (readonly number[])[] {
  const lines = readFileSync(file, "utf8").trim().split("\n").slice(skip)
  return lines.map((line) => line.split(",").map(Number))
}

async function fitted(animal: ChoiceSequence, options: PsytrackOptions): Promise<WalkSolution> {
  const solution = await fitWalk(psytrackWalk(options), [animal], silent)
  if (solution.status !== "converged") throw new Error(solution.message)
  return solution
}

/** The largest difference of the weights of both at the hyper-parameters at which the peer's search ended, and of the evidence. */
async function atEqual(folder: string, peer: PeerFit, animal: ChoiceSequence, dayNoise: boolean) {
  const { regressors, log2Sigma, log2SigmaDay } = peer
  const given = { log2Sigma, ...(log2SigmaDay && { log2SigmaDay }) }
  const { value, info } = await fitted(animal, { regressors, dayNoise, ...given })
  const { weights } = value.trajectories[0]!
  const rows = numbers(path.join(folder, `${peer.name}-weights.csv`), 0)
  let apart = 0
  for (const [t, row] of rows.entries())
    for (const [k, name] of regressors.entries()) apart = Math.max(apart, Math.abs(row[k]! - weights![name]![t]!))
  return { weights: apart, evidence: Math.abs(info.evidence - peer.evidence) }
}

async function beside(folder: string, peer: PeerFit, { dayNoise }: Case): Promise<readonly string[]> {
  const animal = readAnimal(folder, peer)
  const seconds: number[] = []
  let evidence = 0
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    evidence = (await fitted(animal, { regressors: peer.regressors, dayNoise })).info.evidence
    seconds.push((performance.now() - start) / 1000)
  }
  const equal = await atEqual(folder, peer, animal, dayNoise)
  const ratio = peer.seconds / median(seconds)
  const holds =
    equal.evidence <= 1e-3 && equal.weights <= 1e-5 && evidence >= peer.evidence - 1e-6 && ratio >= leastRatio
  if (!holds) process.exitCode = 1
  return [
    peer.name,
    String(animal.choice.length),
    peer.regressors.join(", "),
    equal.evidence.toExponential(1),
    equal.weights.toExponential(1),
    evidence.toFixed(3),
    peer.evidence.toFixed(3),
    short(median(seconds)),
    short(peer.seconds),
    ratio.toFixed(1),
    holds ? "yes" : "NO",
  ]
}

const heading = [
  "case",
  "trials",
  "weights",
  "evidence apart",
  "weights apart",
  "our evidence",
  "its",
  "ours, s",
  "its, s",
  "ratio",
  "holds",
]

async function main(): Promise<void> {
  const { peers } = benchSettings({}, process.env, false)
  if (peers === null) throw new Error("give --peers PYTHON, a Python with the package psytrack 2.0.2")
  const folder = mkdtempSync(path.join(os.tmpdir(), "psytrack-"))
  try {
    const here = await writeMouse(folder)
    const cases = all.filter(({ animal }) => here || animal !== "KS014")
    if (!here) console.log("Mouse KS014 is not here, so its rows are left out: set DELTAW_DATA.\n")
    const rows: (readonly string[])[] = []
    // One after the other, so that both meet the machine as it is at the time.
    for (const each of cases) {
      const row = await beside(folder, await theirs(peers.python, folder, each), each)
      console.error(`${each.name}: ${row.slice(-4).join(", ")}`)
      rows.push(row)
    }
    console.log(table([...heading], rows, 1))
    console.log(
      `\nHolds: evidence within 1e-3 and weights within 1e-5 at equal hyper-parameters, our own optimum at least as high, ratio at least ${leastRatio}.`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

await main()

// npm run bench -- rnn-cohort [--peers PYTHON --peer-scripts DIR]
// An RNNGLM on 12 synthetic mice of 10,000 trials each: some epochs are timed and 1,000 of them told from these, beside the JAX peer's time
// for as many losses and gradients; then four folds on one worker and on two. With DELTAW_BENCH_EPOCHS=1000 all epochs are run and timed.
// Not pinned, since its second half is about two cores; the JAX peer pins itself to one.
import { performance } from "node:perf_hooks"
import process from "node:process"
import { animals } from "../../lib/data/animals.ts"
import { type ChoiceSequence, choices } from "../../lib/data/choices.ts"
import type { Mode } from "../../lib/engine/compiled-module.ts"
import { rnnGlm } from "../../lib/inference/rnn-glm/learner.ts"
import type { NetworkFit, NetworkSpec } from "../../lib/inference/rule-network/fit.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import { executeLanes } from "../../lib/runs/lanes.ts"
import { runPeer } from "./contestants.ts"
import { short, table } from "./markdown.ts"
import { peers } from "./peers.ts"
import { benchSettings } from "./settings.ts"
import { median } from "./statistics.ts"

const mice = 12
const trials = 10_000
const wholeEpochs = 1000
const timedEpochs = Number(process.env.DELTAW_BENCH_EPOCHS ?? 8)
const rounds = timedEpochs < 100 ? 3 : 1
const folds = 4
const foldEpochs = 6
const leastAdvantage = 3
const modes: readonly Mode[] = ["exact", "fast"]

const quiet = () => {}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Seconds of an epoch and of the whole fit, with what there is beside the epochs: packing, scoring, the last roll-out. */
interface FitSeconds {
  readonly epoch: number
  readonly whole: number
}

async function fitSeconds(cohort: readonly ChoiceSequence[], mode: Mode): Promise<FitSeconds> {
  const fitOf = (epochs: number) => () => rnnGlm({ epochs, mode }).fit(cohort, { key: key(0), onProgress: quiet })
  const beside = await secondsOf(fitOf(0))
  const timed = await secondsOf(fitOf(timedEpochs))
  const epoch = (timed - beside) / timedEpochs
  return { epoch, whole: beside + wholeEpochs * epoch }
}

/** Seconds the JAX peer takes for one loss and gradient of the cohort, or null where it is not given. */
async function peerSeconds(): Promise<number | null> {
  const { peers: place } = benchSettings({}, process.env)
  if (place === null) return null
  const { rows } = await runPeer(place, peers[0]!, "rule-gru", { core: null, why: "the peer pins itself" })
  const row = rows.find((line) => line.case === `animals=${mice} trials=${trials}`)
  if (row === undefined) throw new Error(`the JAX peer has no case of ${mice} animals and ${trials} trials`)
  return (trials * row.us_per_unit) / 1e6
}

async function besidePeer(cohort: readonly ChoiceSequence[]): Promise<void> {
  const ours: Record<Mode, FitSeconds[]> = { exact: [], fast: [] }
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) ours[mode].push(await fitSeconds(cohort, mode))
    const seconds = await peerSeconds()
    if (seconds !== null) theirs.push(seconds)
  }
  const how = timedEpochs >= wholeEpochs ? "run in full" : `told from ${timedEpochs}`
  const their = theirs.length > 0 ? median(theirs) : null
  const besides = (value: number, peer: number | null) =>
    peer === null ? [short(value), "not run", ""] : [short(value), short(peer), short(peer / value)]
  const rows = modes.flatMap((mode) => {
    const of = (name: keyof FitSeconds) => median(ours[mode].map((one) => one[name]))
    return [
      [`${mode}, one epoch`, ...besides(of("epoch"), their)],
      [`${mode}, ${wholeEpochs} epochs, ${how}`, ...besides(of("whole"), their === null ? null : wholeEpochs * their)],
    ]
  })
  console.log(table([`RNNGLM, ${mice} mice x ${trials} trials`, "ours, s", "JAX, s", "JAX / ours"], rows, 1))
  if (their === null) console.log("\nThe peer was not run: give --peers PYTHON --peer-scripts DIR.")
  else {
    const met = (wholeEpochs * their) / median(ours.fast.map(({ whole }) => whole)) >= leastAdvantage
    console.log(
      `\nAsked of mode fast: at least ${leastAdvantage} times faster on one core: ${met ? "met" : "NOT met"}.`,
    )
  }
}

/** Wall time of cross-validation, each fold fitted to the mice that it does not hold out. */
async function onCores(cohort: readonly ChoiceSequence[]): Promise<void> {
  const module = new URL("../../lib/inference/rnn-glm/learner.js", import.meta.url).href
  const lanes = Array.from({ length: folds }, (_, fold) => ({
    module,
    export: "fitRnnGlm",
    spec: {
      animals: cohort.filter((_, i) => i % folds !== fold),
      options: { epochs: foldEpochs },
    } satisfies NetworkSpec,
    key: foldIn(key(1), fold),
  }))
  const run = (workers: number) => async () => {
    const { status, message } = await executeLanes<NetworkFit>(lanes, { label: "Folds", workers, onProgress: quiet })
    if (status !== "converged") throw new Error(message)
  }
  await secondsOf(run(2)) // Workers and modules are there from here on.
  const measured: Record<1 | 2, CoreSeconds[]> = { 1: [], 2: [] }
  for (let round = 0; round < 3; round++)
    for (const workers of [1, 2] as const) measured[workers].push(await coreSeconds(run(workers)))
  const rows = ([1, 2] as const).map((workers) => {
    const wall = median(measured[workers].map((one) => one.wall))
    const processor = median(measured[workers].map((one) => one.processor))
    const scaling = median(measured[1].map((one) => one.wall)) / wall
    return [`${workers}`, short(wall), short(processor), short(processor / wall), short(scaling)]
  })
  const heading = [`${folds} folds x ${foldEpochs} epochs, workers`, "wall, s", "processor, s", "cores used", "scaling"]
  console.log(`\n${table(heading, rows, 1)}`)
}

/** Wall time and time on processors, of all threads together. */
interface CoreSeconds {
  readonly wall: number
  readonly processor: number
}

async function coreSeconds(work: () => Promise<unknown>): Promise<CoreSeconds> {
  const before = process.cpuUsage()
  const wall = await secondsOf(work)
  const { user, system } = process.cpuUsage(before)
  return { wall, processor: (user + system) / 1e6 }
}

const cohort = animals
  .synthetic({ mice, sessions: 30, key: key(12) })
  .map(({ animal }) => choices(animal, { firstTrials: trials }))
await besidePeer(cohort)
await onCores(cohort)

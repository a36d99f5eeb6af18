// npm run bench -- dnn-glm [--peers PYTHON --peer-scripts DIR]
// Loss and gradient per trial and the wall time of a whole fit, interleaved with the JAX peer, both on one core; then the acceptance
// figures on mouse KS014 where it can be had.
import { performance } from "node:perf_hooks"
import { animals } from "../../lib/data/animals.ts"
import { type ChoiceSequence, choices } from "../../lib/data/choices.ts"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import { createAdjoint } from "../../lib/inference/dnn-glm/adjoint.ts"
import { dnnGlm } from "../../lib/inference/dnn-glm/learner.ts"
import { initialParameters, updateNetwork } from "../../lib/inference/dnn-glm/network.ts"
import { createWorkspace } from "../../lib/inference/dnn-glm/rollout.ts"
import { largestSlice, lossAndGradient } from "../../lib/inference/rule-network/passes.ts"
import { packTrials } from "../../lib/inference/rule-network/trials.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import { randomAnimal } from "../support/choice-sequences.ts"
import { median, peersFromCommandLine, runJax } from "./peers.ts"

const trials = 10_000
const epochs = 400
const rounds = 3

/** Median seconds of one loss and gradient over a cohort, float32, exact. */
function lossAndGradientSeconds(cohort: readonly ChoiceSequence[]): number {
  const engine = borrowEngine()
  const network = updateNetwork(32)
  const packed = packTrials(engine.arena, cohort, "f32")
  const work = createWorkspace(engine.arena, engine.primitives("f32"), network, packed, 500, "f32")
  work.parameters.values.set(initialParameters(network, key(1), 1e-3))
  const adjoint = createAdjoint(engine.arena, work, largestSlice(work))
  const times: number[] = []
  for (const began = performance.now(); performance.now() - began < 2500; ) {
    const start = performance.now()
    const pass = lossAndGradient(work, adjoint)
    while (!pass.next().done);
    times.push((performance.now() - start) / 1000)
  }
  returnEngine(engine)
  return median(times)
}

async function fitSeconds(animal: ChoiceSequence): Promise<number> {
  const start = performance.now()
  await dnnGlm({ epochs }).fit([animal], { key: key(0), onProgress: () => {} })
  return (performance.now() - start) / 1000
}

async function besidePeer(): Promise<void> {
  const peers = peersFromCommandLine()
  const cohorts = [1, 12].map((n) => Array.from({ length: n }, (_, i) => randomAnimal(foldIn(key(n), i), trials)))
  const ours: number[][] = [[], []]
  const theirs: number[][] = [[], []]
  const fits: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const [index, cohort] of cohorts.entries()) ours[index]!.push(lossAndGradientSeconds(cohort))
    fits.push(await fitSeconds(cohorts[0]![0]!))
    if (peers !== null)
      for (const [index, row] of (await runJax(peers, "rule-dnn")).entries()) theirs[index]!.push(row.median_s)
  }
  console.log("| row | ours | JAX | JAX / ours |\n| --- | ---: | ---: | ---: |")
  const row = (name: string, our: number, their: number | null, digits: number, unit: string) => {
    const cell = (value: number) => `${value.toFixed(digits)} ${unit}`
    console.log(
      `| ${name} | ${cell(our)} | ${their === null ? "not run" : cell(their)} | ${their === null ? "" : (their / our).toFixed(2)} |`,
    )
  }
  for (const [index, { length }] of cohorts.entries()) {
    const their = peers === null ? null : (1e6 * median(theirs[index]!)) / trials
    row(`loss and gradient per trial, animals = ${length}`, (1e6 * median(ours[index]!)) / trials, their, 3, "us")
  }
  row(
    `whole fit, 1 animal, ${epochs} epochs`,
    median(fits),
    peers === null ? null : epochs * median(theirs[0]!),
    2,
    "s",
  )
  if (peers === null) console.log("The peer was not run: give --peers PYTHON --peer-scripts DIR.")
}

async function onMouse(): Promise<void> {
  const mouse = await animals.load("KS014").catch(() => null)
  if (mouse === null) {
    console.log("\nMouse KS014 is not here, so its figures are not printed: set DELTAW_DATA.")
    return
  }
  const first = choices(mouse, { firstTrials: trials })
  console.log("\nKS014, first 10,000 trials, 400 epochs:")
  const nats: number[] = []
  for (let seed = 0; seed < 8; seed++) {
    const start = performance.now()
    const { value, table, info } = await dnnGlm({ epochs }).fit([first], { key: key(seed), onProgress: () => {} })
    const seconds = (performance.now() - start) / 1000
    nats.push(value.natsPerTrial)
    const last = Number(table.get("natsPerTrial", table.numRows() - 1))
    const signs = [0, 1, 2].flatMap((weightStimulus) =>
      ([1, 0] as const).map((reward) => {
        const change = [-1, 1].map((stimulus) => {
          const choice = stimulus > 0 === (reward === 1) ? 1 : 0
          return value.update!({ weightStimulus, weightBias: 0, stimulus, choice, reward })[0]
        })
        return `${((change[0]! + change[1]!) / 2).toFixed(4)} after ${reward ? "correct" : "error"} at ${weightStimulus}`
      }),
    )
    console.log(
      `seed ${seed}: ${value.natsPerTrial.toFixed(5)} nats per trial (last epoch ${last.toFixed(5)}), ${seconds.toFixed(2)} s, ` +
        `${value.parameterCount} parameters, ${String(info.parameterHash).slice(0, 16)}; dw_stim ${signs.join(", ")}`,
    )
  }
  const mean = nats.reduce((sum, value) => sum + value, 0) / nats.length
  console.log(`mean of 8 seeds: ${mean.toFixed(5)} (accepted: -0.474 to -0.465)`)
}

await besidePeer()
await onMouse()

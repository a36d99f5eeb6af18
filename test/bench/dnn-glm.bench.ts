// npm run bench -- dnn-glm [--peers PYTHON --peer-scripts DIR]
// The wall time of a whole fit, interleaved with the JAX peer's epochs; then the acceptance figures on mouse KS014 where it can be had.
// Rows of loss and gradient alone are the workload rule-dnn.
import { performance } from "node:perf_hooks"
import process from "node:process"
import { animals } from "../../lib/data/animals.ts"
import { type ChoiceSequence, choices } from "../../lib/data/choices.ts"
import { dnnGlm } from "../../lib/inference/dnn-glm/learner.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import { randomAnimal } from "../support/choice-sequences.ts"
import { runPeer } from "./contestants.ts"
import { short, table } from "./markdown.ts"
import { peers } from "./peers.ts"
import { benchSettings } from "./settings.ts"
import { median } from "./statistics.ts"

const trials = 10_000
const epochs = 400
const rounds = 3
/** The parent has pinned this process, and what it starts inherits the core. */
const inherited = { core: null, why: "the parent pins" } as const

async function fitSeconds(animal: ChoiceSequence): Promise<number> {
  const start = performance.now()
  await dnnGlm({ epochs }).fit([animal], { key: key(0), onProgress: () => {} })
  return (performance.now() - start) / 1000
}

/** Seconds the JAX peer takes for the losses and gradients of as many epochs, or null where it is not given. */
async function peerSeconds(): Promise<number | null> {
  const { peers: place } = benchSettings({}, process.env)
  if (place === null) return null
  const { rows } = await runPeer(place, peers[0]!, "rule-dnn", inherited)
  const row = rows.find((line) => line.case === `animals=1 trials=${trials}`)
  if (row === undefined) throw new Error(`the JAX peer has no case of 1 animal and ${trials} trials`)
  return (epochs * trials * row.us_per_unit) / 1e6
}

async function besidePeer(): Promise<void> {
  const animal = randomAnimal(foldIn(key(1), 0), trials)
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(await fitSeconds(animal))
    const seconds = await peerSeconds()
    if (seconds !== null) theirs.push(seconds)
  }
  const [our, their] = [median(ours), theirs.length > 0 ? median(theirs) : null]
  const cells = [short(our), their === null ? "not run" : short(their), their === null ? "" : (their / our).toFixed(2)]
  console.log(
    table(["row", "ours, s", "JAX, s", "JAX / ours"], [[`whole fit, 1 animal, ${epochs} epochs`, ...cells]], 1),
  )
  if (their === null) console.log("\nThe peer was not run: give --peers PYTHON --peer-scripts DIR.")
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

// node rank-training-turns.js TRAINING: our side of rank-training.bench.ts, a process that trains turn by turn when it is told to, as
// `turn-taker.ts` says; TRAINING is a `RankTraining` as JSON.
import { performance } from "node:perf_hooks"
import process from "node:process"
import { createInterface } from "node:readline"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import { prepareTraining, type RankTraining, runTraining } from "./rank-training.ts"
import type { TrainingEnd, Turn } from "./turn-taker.ts"

/** Trials of which the study tells an accuracy: more at once take much memory. */
const accuracyPass = 2000

const { iterations, turns, accuracyTrials } = JSON.parse(process.argv[2] ?? "") as RankTraining
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

/** Returns when the next line is there; ends the process where nobody is there to write one. */
async function told(): Promise<void> {
  if ((await lines.next()).done) process.exit()
}

const training = prepareTraining(key(1))
// What V8 compiles and the choice of the BLAS are not in the turns.
await runTraining(training, iterations)
say({ name: "ours" })

let [began, used] = [0, process.cpuUsage()]
const { parameters, losses } = await runTraining(training, turns * iterations, {
  every: iterations,
  look: async (done) => {
    if (done > 0) {
      const seconds = (performance.now() - began) / 1000
      const { user, system } = process.cpuUsage(used)
      say({ seconds, processorSeconds: (user + system) / 1e6 } satisfies Turn)
    }
    if (done === turns * iterations) return
    await told()
    used = process.cpuUsage()
    began = performance.now()
  },
})
await told()
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
const accuracies: number[] = []
for (let pass = 0; pass < accuracyTrials / accuracyPass; pass++)
  accuracies.push(await prepareTraining(foldIn(key(3), pass)).accuracyOf(parameters, "all"))
say({ loss: mean(losses.subarray(-iterations)), accuracy: mean(accuracies) } satisfies TrainingEnd)
process.exit()

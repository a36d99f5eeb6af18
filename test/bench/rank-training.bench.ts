// npm run bench -- rank-training [--peers PYTHON], a Python with PyTorch 2.4 or later and JAX, or one of them
// A training of the rank study at the paper's size, 10,000 iterations of 2AF with 300 units from a start of full rank, in turns with the same
// training in PyTorch and JAX on one core; both sides draw their own trials. Then two trainings on two workers beside two processes.
// DELTAW_BENCH_ITERATIONS runs fewer and tells the whole from these. Not pinned, since its second half is about two cores; the sides of the first are.
import process from "node:process"
import { fileURLToPath } from "node:url"
import { taskOf } from "../../lib/studies/rich-lazy/spec.ts"
import { peerEnvironment } from "./peers.ts"
import { findPinning } from "./pinned-process.ts"
import { describeArm } from "./product.ts"
import { momentum, planned, type RankTraining } from "./rank-training.ts"
import { rankTrainingReport } from "./rank-training-report.ts"
import { benchSettings } from "./settings.ts"
import { startTurnTaker, type TurnTaker, takeTurns } from "./turn-taker.ts"
import { workersBesideProcesses } from "./workers-beside-processes.ts"

const iterations = 500
const done = Number(process.env.DELTAW_BENCH_ITERATIONS ?? planned.iterations)
if (!(Number.isInteger(done / iterations) && done > 0))
  throw new RangeError(`DELTAW_BENCH_ITERATIONS must be a multiple of ${iterations}, got ${done}`)

const { units, gain, batch, rate } = planned
const training = JSON.stringify({
  ...{ units, gain, batch, rate, momentum, iterations, turns: done / iterations, accuracyTrials: 20_000 },
} satisfies RankTraining)

async function onOneCore(): Promise<void> {
  const python = benchSettings({}, process.env, false).peers?.python
  const script = fileURLToPath(new URL("../../../test/bench/rank-training-peer.py", import.meta.url))
  const side = fileURLToPath(new URL("./rank-training-turns.js", import.meta.url))
  const pinning = findPinning()
  if (pinning.core === null) console.log(`Not pinned to a core: ${pinning.why}.\n`)
  const takers: TurnTaker[] = []
  const absent = python === undefined ? ["PyTorch and JAX: give --peers PYTHON"] : []
  try {
    takers.push(await startTurnTaker(process.execPath, [side, training], pinning, process.env))
    for (const peer of python === undefined ? [] : ["PyTorch", "JAX"])
      try {
        takers.push(await startTurnTaker(python!, [script, peer, training], pinning, peerEnvironment(process.env)))
      } catch (error) {
        absent.push(`${peer}: ${(error as Error).message}`)
      }
    const [ours, ...peers] = await takeTurns(takers, done / iterations)
    const sizes = { iterations, wholeIterations: planned.iterations, ceiling: taskOf(planned).ceiling }
    console.log(rankTrainingReport({ ours: ours!, peers, absent, ...sizes }))
  } finally {
    for (const { stop } of takers) stop()
  }
}

console.log(`- fast: ${await describeArm("fast")}\n`)
await onOneCore()
const entry = fileURLToPath(new URL("./rank-training-process.js", import.meta.url))
console.log(`\n${await workersBesideProcesses(entry, { trainings: 2, rounds: 7 })}`)

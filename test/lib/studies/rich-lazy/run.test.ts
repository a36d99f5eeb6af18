import assert from "node:assert/strict"
import { networkActivity } from "../../../../lib/analysis/network-activity.ts"
import { frobeniusNorm } from "../../../../lib/networks/connectivity/scaling.ts"
import { singularValues } from "../../../../lib/numerics/singular-values.ts"
import { measureTraining, recurrentOf } from "../../../../lib/studies/rich-lazy/measures.ts"
import { decisionTraining, runRichLazy } from "../../../../lib/studies/rich-lazy/run.ts"
import { mean, reference, seedKey } from "../../../support/rich-lazy-runs.ts"

const quiet = { onProgress: () => {} }
const ranks = [1, 6, 48]

describe("a training of the rank study", () => {
  it("shares all but W with the other ranks of its key, and the norm of W to 1e-12", async () => {
    const [first, ...others] = ranks.map((rank) => decisionTraining({ ...reference, start: { rank } }, seedKey(0)))
    const weights = [first!, ...others].map(({ network, start }) => recurrentOf(network, start))
    const { layout } = first!.network
    const rest = (parameters: Float64Array) => parameters.slice(layout.recurrent.rows * layout.recurrent.columns)
    assert.equal(layout.recurrent.first, 0)
    for (const [i, other] of others.entries()) {
      assert.deepEqual(rest(other.start), rest(first!.start))
      assert.deepEqual([other.key, other.probe], [first!.key, first!.probe])
      assert.ok(Math.abs(frobeniusNorm(weights[i + 1]!) / frobeniusNorm(weights[0]!) - 1) < 1e-12)
    }
    for (const [i, rank] of ranks.entries()) {
      const values = singularValues(weights[i]!, reference.units)
      assert.equal(values.filter((value) => value > 1e-12 * values[0]!).length, rank)
    }
  })

  it("starts at a loss of ln 3 on average over seeds, single ones well off it", async () => {
    const losses: number[] = []
    for (let seed = 0; seed < 20; seed++) {
      const { network, start, probe } = decisionTraining(reference, seedKey(seed))
      losses.push((await networkActivity(network, start, probe)).loss)
    }
    assert.ok(Math.abs(mean(losses) / Math.log(3) - 1) < 0.1, `${mean(losses)}`)
    assert.ok(losses.some((loss) => loss < 0.95) && losses.some((loss) => loss > 1.25), `${losses}`)
  })

  it("gives the same numbers for the same spec and key", async () => {
    const short = { ...reference, units: 12, start: { rank: 3 }, iterations: 30 }
    const [once, again] = [await runRichLazy(short, seedKey(1), quiet), await runRichLazy(short, seedKey(1), quiet)]
    assert.deepEqual(once, again)
    assert.notDeepEqual(await runRichLazy(short, seedKey(2), quiet), once)
  })

  it("names why it failed: a loss that explodes or ends, decisions that stay wrong", async () => {
    const short = { ...reference, iterations: 60 }
    const failureOf = async (spec: Partial<typeof reference>) =>
      (await runRichLazy({ ...short, ...spec }, seedKey(0), quiet)).failure
    assert.match(String(await failureOf({ start: { structure: "daleUnbalanced" }, units: 100 })), /the loss rose to/)
    assert.equal(await failureOf({ rate: 1e20 }), "the loss was not finite")
    assert.match(String(await failureOf({ leastAccuracy: 0.999 })), /only \d+\.\d % of decisions are right/)
    assert.equal(await failureOf({}), null)
  })

  it("names units that are all silent at the decision, where a loss tells nothing", async () => {
    const training = decisionTraining({ ...reference, iterations: 3 }, seedKey(0))
    const start = training.start.slice()
    // All W below 0 and no input at the last step: every drive there is below 0.
    start.fill(-1, 0, training.network.layout.recurrent.rows * training.network.layout.recurrent.columns)
    const { result } = await measureTraining({ ...training, start, rate: 1e-9 })
    assert.equal(result.failure, "all units are silent at the decision")
    assert.ok(Number.isFinite((await networkActivity(training.network, start, training.probe)).loss))
  })
})

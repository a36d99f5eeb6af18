import assert from "node:assert/strict"
import { leadingEigenvalues } from "../../../../lib/analysis/leading-eigenvalues.ts"
import { borrowEngine, returnEngine } from "../../../../lib/engine/engine.ts"
import { normal } from "../../../../lib/numerics/distributions.ts"
import type { Objective } from "../../../../lib/numerics/objective.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { rateObjective } from "../../../../lib/rules/rate-objective.ts"
import { fromTensorFlow } from "../../../../lib/rules/tensorflow/objective.ts"
import { rateForms, rateProblem } from "../../../support/rate-problems.ts"
import { relativeDistance } from "../../../support/recurrent-rules.ts"
import { loadTensorFlow, rateLoss, rateTensors, type TensorFlow } from "../../../support/tensorflow.ts"
const rows = { units: 24, inputs: 28, outputs: 10, steps: 28, trialCount: 16, target: "last label" as const }
for (const form of rateForms) console.log(form.title)
describe("x", () => {
  it("y", async () => {
    for (const backend of ["cpu","wasm"] as const) {
    const tf = await loadTensorFlow(backend)
    console.log(tf.getBackend())
    for (const {title, ...rest} of rateForms) { const form = {...rest, title}
      const problem = rateProblem(key(50), rest)
      const { network, trials, parameters } = problem
      const direction = normal(key(41), network.parameterCount)
      const engine = borrowEngine("fast")
      const ours = rateObjective(engine, network, trials, { parameters, precision: "f32" })
      const variables = rateTensors(tf, problem, parameters).map((t) => tf.variable(t as never))
      const loss = rateLoss(tf, problem, false)
      for (const hessianVector of ["automatic", "differences"] as const) {
      const theirs = fromTensorFlow(tf, { variables, loss: () => loss(...variables) }, {hessianVector})
      assert.equal(theirs.parameterCount, network.parameterCount)
      const t0 = process.cpuUsage().user
      const a = ours.at(parameters), b = theirs.at(parameters)
      try {
      console.log(form.title, hessianVector, (a.loss-b.loss)/a.loss, relativeDistance(b.gradient(), a.gradient()), relativeDistance(b.hessianVector(direction), a.hessianVector(direction)), theirs.products())
      } catch (e) { console.log(form.title, (e as Error).message) }
      console.log("ms", (process.cpuUsage().user-t0)/1000)
      const before = tf.memory().numTensors
      try { b.hessianVector(direction) } catch {}
      console.log("leak", tf.memory().numTensors - before)
      }
      returnEngine(engine)
    }}
  }).timeout(100000)
})

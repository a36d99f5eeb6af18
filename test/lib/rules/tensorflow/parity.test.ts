import assert from "node:assert/strict"
import { leadingEigenvalues } from "../../../../lib/analysis/leading-eigenvalues.ts"
import { rateNetwork } from "../../../../lib/networks/rate-network.ts"
import { normal } from "../../../../lib/numerics/distributions.ts"
import type { Objective } from "../../../../lib/numerics/objective.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { objectives } from "../../../../lib/rules/objectives.ts"
import { loadTensorFlow as loadFastest } from "../../../../lib/rules/tensorflow/load.ts"
import { nativeTensorFlow } from "../../../../lib/rules/tensorflow/native.ts"
import { fromTensorFlow, type TensorFlowObjective } from "../../../../lib/rules/tensorflow/objective.ts"
import { patternGeneration } from "../../../../lib/tasks/pattern-generation.ts"
import { type RateProblem, rateParameters, rateProblem } from "../../../support/rate-problems.ts"
import { relativeDistance } from "../../../support/recurrent-rules.ts"
import { loadTensorFlow, rateLoss, rateTensors, type TensorFlow } from "../../../support/tensorflow.ts"

/** 28 rows of 28 values, a row a step, and one of ten labels at the end: images read by rows. */
const rows = rateProblem(key(50), {
  units: 20,
  inputs: 28,
  outputs: 10,
  steps: 28,
  trialCount: 8,
  target: "last label",
})
const problems: [name: string, problem: RateProblem][] = [
  ["images by rows", rows],
  ["images by rows, ReLU", { ...rows, network: { ...rows.network, activation: "relu" } }],
  ["pattern generation", pattern()],
]

function pattern(): RateProblem {
  const task = patternGeneration({ key: key(51) })
  const network = rateNetwork({ units: 20, inputs: task.inputs, outputs: task.outputs, dtMs: 20 })
  return { network, trials: task.sample(key(52), 8), parameters: rateParameters(network, key(53)) }
}

function theirs(tf: TensorFlow, problem: RateProblem): TensorFlowObjective {
  const variables = rateTensors(tf, problem, problem.parameters).map((tensor) => tf.variable(tensor))
  const loss = rateLoss(tf, problem, false)
  return fromTensorFlow(tf, { variables, loss: () => loss(...variables) })
}

async function assertSame(ours: Objective, other: TensorFlowObjective, { parameters }: RateProblem): Promise<void> {
  const direction = normal(key(54), ours.parameterCount)
  const [a, b] = [ours.at(parameters), other.at(parameters)]
  const errors = {
    loss: Math.abs(b.loss - a.loss) / a.loss,
    gradient: relativeDistance(b.gradient(), a.gradient()),
    product: relativeDistance(b.hessianVector(direction), a.hessianVector(direction)),
  }
  assert.ok(
    Object.values(errors).every((error) => error < 1e-4),
    JSON.stringify(errors),
  )
  assert.deepEqual(other.products(), { way: "differentiation", because: "" })
  const options = { key: key(55), tolerance: 1e-4, smallest: 1, onProgress() {} }
  const [mine, its] = [
    await leadingEigenvalues(ours, parameters, options),
    await leadingEigenvalues(other, parameters, options),
  ]
  const { eigenvalue } = mine.value.largest[0]!
  for (const end of ["largest", "smallest"] as const) {
    const error = Math.abs(its.value[end][0]!.eigenvalue - mine.value[end][0]!.eigenvalue) / eigenvalue
    assert.ok(error < 1e-3, `${end}: ${error}`)
  }
}

function assertParity(tf: () => TensorFlow): void {
  for (const [name, problem] of problems)
    it(`has the loss, gradient, Hessian-vector product and ends of the spectrum of ours: ${name}`, async () => {
      const ours = await objectives.rate(problem.network, problem.trials, { parameters: problem.parameters })
      try {
        await assertSame(ours, theirs(tf(), problem), problem)
      } finally {
        ours.dispose()
      }
    }).timeout(20_000)
}

describe("a rate network through TensorFlow.js in WebAssembly", () => {
  let tf: TensorFlow
  before(async () => {
    tf = await loadTensorFlow("wasm")
  })

  assertParity(() => tf)
})

const whereBuilt = nativeTensorFlow().built ? describe : describe.skip

whereBuilt("a rate network through the native TensorFlow.js", () => {
  let tf: TensorFlow
  before(async () => {
    const { tf: native, backend } = await loadFastest<TensorFlow>()
    assert.equal(backend, "native")
    tf = native
  })

  assertParity(() => tf)
})

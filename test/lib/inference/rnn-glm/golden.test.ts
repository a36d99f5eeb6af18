import assert from "node:assert/strict"
import { recurrentUpdateNetwork } from "../../../../lib/inference/rnn-glm/network.ts"
import { type GoldenRow, goldenAnimal, goldenNumbers } from "../../../support/golden-animals.ts"
import { evaluate } from "../../../support/rnn-glm.ts"

// Made by test/golden/rnn-glm.py with JAX 0.10.2 in f64.
const golden: GoldenRow = {
  loss: 0.8960089412280245,
  norm: 0.8616726501802991,
  gradient: {
    0: 0.0001886704294812398,
    13: 0.00020942737567438872,
    192: -0.00026102005549657635,
    205: -0.0003331678190849002,
    384: 0.00019894510800517646,
    397: 0.0002985938542256836,
    408: 0.00019894510800517646,
    421: 0.0002985938542256836,
    432: 0.0086260795700399,
    445: 0.026868196481173254,
    496: -0.009666906525321326,
    503: -0.02664465343238817,
    504: 0,
    517: 0.02252759094175152,
    568: 0,
    575: -0.005077730551044678,
    576: 0,
    589: 0.23913588752929305,
    592: 0.12506376271354705,
    593: 0.39788819784680174,
    594: 0.020805269246897785,
    595: 0.559352914707034,
  },
}

describe("the RNNGLM beside automatic differentiation", () => {
  it("has the loss and the gradient that JAX finds, gradients cut every 16 trials, one animal ending before the other", () => {
    const { parameterCount } = recurrentUpdateNetwork(8)
    assert.equal(parameterCount, 596)
    const parameters = goldenNumbers(4, parameterCount).map((value) => 0.5 * value)
    const { loss, gradient } = evaluate([goldenAnimal(0, 40), goldenAnimal(1, 27)], 8, parameters, 16)
    assert.ok(Math.abs(loss - golden.loss) < 1e-13, `loss ${loss}`)
    const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))
    assert.ok(Math.abs(norm - golden.norm) < 1e-12, `norm ${norm}`)
    for (const [index, value] of Object.entries(golden.gradient))
      assert.ok(Math.abs(gradient[Number(index)]! - value) < 1e-12, `gradient ${index} is ${gradient[Number(index)]}`)
  })
})

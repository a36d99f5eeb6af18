import assert from "node:assert/strict"
import { updateNetwork } from "../../../../lib/inference/dnn-glm/network.ts"
import { evaluate } from "../../../support/dnn-glm.ts"
import { type GoldenRow, goldenAnimal, goldenNumbers } from "../../../support/golden-animals.ts"

// Made by test/golden/dnn-glm.py with JAX 0.10.2 in f64.
const golden: GoldenRow = {
  loss: 1.3424851361701875,
  norm: 1.4360492093830184,
  gradient: {
    0: -0.0006821394626807831,
    9: -0.018919182025628204,
    17: 0.00038738787116298197,
    40: -0.01069721215467639,
    64: -0.02673206916494722,
    80: 0.0030340846254185093,
    130: 0.1813396096917178,
    150: 0,
    160: 0.012209685148762587,
    161: -1.012867758857991,
    162: -0.011754654992378582,
    163: 0.6300014160031382,
  },
}

describe("the DNNGLM beside automatic differentiation", () => {
  it("has the loss and the gradient that JAX finds, gradients cut every 16 trials", () => {
    const parameters = goldenNumbers(4, updateNetwork(8).parameterCount).map((value) => 0.5 * value)
    const { loss, gradient } = evaluate([goldenAnimal(0, 40), goldenAnimal(1, 40)], 8, parameters, 16)
    assert.ok(Math.abs(loss - golden.loss) < 1e-13, `loss ${loss}`)
    const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))
    assert.ok(Math.abs(norm - golden.norm) < 1e-12, `norm ${norm}`)
    for (const [index, value] of Object.entries(golden.gradient))
      assert.ok(Math.abs(gradient[Number(index)]! - value) < 1e-12, `gradient ${index} is ${gradient[Number(index)]}`)
  })
})

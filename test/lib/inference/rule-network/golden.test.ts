import assert from "node:assert/strict"
import { dnnGlmModel } from "../../../../lib/inference/dnn-glm/learner.ts"
import { rnnGlmModel } from "../../../../lib/inference/rnn-glm/learner.ts"
import type { NetworkModel } from "../../../../lib/inference/rule-network/model.ts"
import { tinyRnnModel } from "../../../../lib/inference/tiny-rnn/learner.ts"
import { type GoldenRow, goldenAnimal, goldenNumbers } from "../../../support/golden-animals.ts"
import { evaluateModel } from "../../../support/network-model.ts"

// Made by test/golden/rule-network-variants.py with JAX 0.10.2 in f64.
const golden = {
  bothSides: {
    size: 132,
    loss: 1.3462441669408796,
    norm: 1.5052485052720934,
    gradient: {
      0: 0.0,
      16: 0.00543134213967323,
      32: 0.0,
      48: 0.0,
      64: 0.0,
      80: 0.11513452613654397,
      96: -0.11414418029938811,
      112: 0.21105681801430065,
      128: -0.024218326956096454,
      129: 0.0051969128145257885,
      130: 0.04302814813415732,
      131: -0.07987608368424808,
    },
  },
  pastTrials: {
    size: 184,
    loss: 0.7329214036571585,
    norm: 0.497257626256285,
    gradient: {
      0: -0.0023218439225380734,
      23: -0.002354313019507216,
      46: 0.0012032788112109716,
      69: 0.002863215938104434,
      92: 0.00031975150090904304,
      115: -0.00013665737046411827,
      138: 0.0,
      161: -0.0005746579882267143,
      180: -0.05646359770685665,
      181: 0.05181345586589549,
      182: -0.4843908034569674,
      183: -0.004819790734624214,
    },
  },
  recurrentBothSides: {
    size: 327,
    loss: 1.2946326404830208,
    norm: 0.8140473913671316,
    gradient: {
      0: -7.395794043463384e-6,
      40: -0.0001032804443583429,
      80: -1.308770222359817e-6,
      120: 5.88874047265891e-6,
      160: 3.0651055692131044e-5,
      200: 2.1449367553557756e-7,
      240: -0.0013480006531406514,
      280: 0.0,
      320: -0.390314281488152,
      323: -0.01600934021102744,
      324: -0.02131705801787899,
      325: 0.024399295946662247,
      326: -0.08479706066278521,
    },
  },
  direct: {
    size: 303,
    loss: 0.7025443483992256,
    norm: 0.020094265690397618,
    gradient: {
      0: -6.624207011086345e-6,
      37: 8.720242123973853e-6,
      74: 6.920211646223843e-5,
      111: 6.158802826911342e-5,
      148: 4.177282446978248e-5,
      185: 6.538328328487171e-5,
      222: 3.389593088068189e-5,
      259: 0.0,
      296: -0.007720530618392578,
      299: -0.005180553773389161,
      300: 0.00989133834803877,
      301: -0.007769611069874653,
      302: -0.008398199011156758,
    },
  },
  tiny: {
    size: 330,
    loss: 0.8501079203158188,
    norm: 0.5752312268778693,
    gradient: {
      0: -0.0001554414956103719,
      41: 0.025455293196522476,
      82: 0.005291595396148667,
      123: 1.104391100896927e-5,
      164: -0.003097506889750609,
      205: 0.0007934278019973421,
      246: -0.0005951617919810438,
      287: -0.02830196101032106,
      326: 0.09675424249878958,
      327: -0.09675424249878958,
      328: 0.25936094710039054,
      329: -0.25936094710039054,
    },
  },
} satisfies Record<string, GoldenRow & { readonly size: number }>

const usual = { precision: "f64", chunkTrials: 16 } as const
const bothSides = { ...usual, regressors: ["right", "left", "bias"], initialWeights: "trained" } as const
const models: Readonly<Record<keyof typeof golden, NetworkModel>> = {
  bothSides: dnnGlmModel({ ...bothSides, hiddenUnits: 6 }),
  pastTrials: dnnGlmModel({ ...usual, hiddenUnits: 6, historyTrials: 2 }),
  recurrentBothSides: rnnGlmModel({ ...bothSides, hiddenUnits: 5 }),
  direct: rnnGlmModel({ ...usual, hiddenUnits: 5, directWeights: true, initialWeights: "trained" }),
  tiny: tinyRnnModel({ ...usual, scoreFrom: 1 }),
}

describe("variants of rule networks beside automatic differentiation", () => {
  for (const name of Object.keys(golden) as (keyof typeof golden)[])
    it(`have the loss and the gradient that JAX finds: ${models[name].label} (${name})`, () => {
      const { size, loss, norm, gradient }: GoldenRow & { readonly size: number } = golden[name]
      const parameters = goldenNumbers(4, size).map((value) => 0.5 * value)
      const ours = evaluateModel(models[name], [goldenAnimal(0, 40), goldenAnimal(1, 27)], { parameters })
      assert.equal(ours.gradient.length, size)
      assert.ok(Math.abs(ours.loss - loss) < 1e-13, `loss ${ours.loss}`)
      const length = Math.sqrt(ours.gradient.reduce((sum, value) => sum + value * value, 0))
      assert.ok(Math.abs(length - norm) < 1e-12, `norm ${length}`)
      for (const [index, value] of Object.entries(gradient))
        assert.ok(Math.abs(ours.gradient[Number(index)]! - value) < 1e-12, `gradient ${index}`)
    })
})

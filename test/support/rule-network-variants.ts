import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { dnnGlmModel } from "../../lib/inference/dnn-glm/learner.ts"
import { rnnGlmModel } from "../../lib/inference/rnn-glm/learner.ts"
import type { NetworkModel } from "../../lib/inference/rule-network/model.ts"
import type { OwnOptions, RuleNetworkOptions } from "../../lib/inference/rule-network/options.ts"
import { normal, uniform } from "../../lib/numerics/distributions.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { randomAnimal } from "./choice-sequences.ts"
import type { PlainNetwork } from "./plain-rule-network.ts"

/** A variant of both rule networks, and the same written down plainly. */
export interface Variant {
  readonly title: string
  readonly options: RuleNetworkOptions & OwnOptions
  readonly plain: Partial<PlainNetwork>
  /** Only one of the networks has it. */
  readonly only?: "dnn" | "rnn"
}

export const units = 3

const lagged = (animal: ChoiceSequence, t: number) => (animal.sessionStart[t] === 1 ? 0 : animal.stimulus[t - 1]!)
const told = ({ stimulus, choice, reward, side }: ChoiceSequence, t: number, day: number) => [
  stimulus[t]!,
  1,
  day,
  choice[t]!,
  reward[t]!,
  side[t]!,
]
const toldAsUsual = (animal: ChoiceSequence, t: number) => told(animal, t, animal.sessionStart[t]!)

/** Each option that changes a pass, alone or with others that meet it in the same place. */
export const variants: readonly Variant[] = [
  { title: "as usual", options: {}, plain: {} },
  {
    title: "weights that start where they are known to",
    options: { initialWeights: "known" },
    plain: { start: ({ initialWeights }) => initialWeights! },
  },
  {
    title: "trained starting weights",
    options: { initialWeights: "trained" },
    plain: { trainedStarts: true },
  },
  {
    title: "a weight for either side and for the bias (mode 1), trained starts",
    options: { regressors: ["right", "left", "bias"], initialWeights: "trained" },
    plain: {
      regressors: ({ stimulus }, t) => [Math.max(stimulus[t]!, 0), Math.min(stimulus[t]!, 0), 1],
      start: () => [0, 0, 0],
      trainedStarts: true,
    },
  },
  {
    title: "a weight for the previous stimulus (mode 2)",
    options: { regressors: ["stimulus", "previousStimulus", "bias"] },
    plain: { regressors: (animal, t) => [animal.stimulus[t]!, lagged(animal, t), 1], start: () => [0, 0, 0] },
  },
  {
    title: "a weight for an input of the data's own",
    options: { regressors: ["tone", "stimulus", "bias", "odour"] },
    plain: {
      regressors: ({ inputs, stimulus }, t) => [inputs!.tone![t]!, stimulus[t]!, 1, inputs!.odour![t]!],
      told: (animal, t) => [...toldAsUsual(animal, t), animal.inputs!.tone![t]!, animal.inputs!.odour![t]!],
      start: () => [0, 0, 0, 0],
    },
  },
  {
    title: "the day flag before the boundary",
    options: { dayFlag: "before-boundary" },
    plain: { told: (animal, t) => told(animal, t, animal.sessionStart[t + 1] ?? 0) },
  },
  { title: "scores from trial 1, as published", options: { scoreFrom: 1 }, plain: { scoreFrom: 1 } },
  {
    title: "scores from trial 6, trained starts",
    options: { scoreFrom: 6, initialWeights: "trained" },
    plain: { scoreFrom: 6, trainedStarts: true },
  },
  {
    title: "3 past trials told",
    options: { historyTrials: 3 },
    plain: {
      told: (animal, t) =>
        [0, 1, 2, 3].flatMap((ago) => (t >= ago ? toldAsUsual(animal, t - ago) : [0, 0, 0, 0, 0, 0])),
    },
    only: "dnn",
  },
  {
    title: "weights put out directly, trained starts",
    options: { directWeights: true, initialWeights: "trained" },
    plain: { direct: true, trainedStarts: true },
    only: "rnn",
  },
]

/** The networks that have a variant. */
export function kindsOf({ only }: Variant): readonly ("dnn" | "rnn")[] {
  return only === undefined ? ["dnn", "rnn"] : [only]
}

/** A variant as a fit takes it, in f64 and with factors large enough to matter. */
export function modelOf({ options }: Variant, kind: "dnn" | "rnn", more: RuleNetworkOptions = {}): NetworkModel {
  const all = { hiddenUnits: units, precision: "f64", initialScale: 0.3, ...options, ...more } as const
  return kind === "dnn" ? dnnGlmModel(all) : rnnGlmModel(all)
}

/** The same variant written down plainly. */
export function plainOf({ plain }: Variant, kind: "dnn" | "rnn"): PlainNetwork {
  return {
    kind,
    units,
    regressors: ({ stimulus }, t) => [stimulus[t]!, 1],
    told: toldAsUsual,
    start: () => [0, 0],
    ...plain,
  }
}

/** Animals of these lengths in sessions of 6 trials, with known starts and two inputs of their own. */
export function cohort(lengths: readonly number[]): readonly ChoiceSequence[] {
  return lengths.map((trials, i) => {
    const [stimulus, bias] = uniform(key(60 + i), 2)
    return {
      ...randomAnimal(key(10 + i), trials, `animal ${i}`),
      sessionStart: Uint8Array.from({ length: trials }, (_, t) => (t % 6 === 0 ? 1 : 0)),
      initialWeights: [stimulus! - 2, bias!],
      inputs: { tone: normal(key(30 + i), trials), odour: uniform(key(40 + i), trials) },
    } satisfies ChoiceSequence
  })
}

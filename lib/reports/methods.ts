import process from "node:process"
import { version } from "../numerics/version.ts"
import type { Block } from "./section.ts"
import { paragraph } from "./section.ts"

/** What the methods paragraph of a report tells. */
export interface MethodsParts {
  readonly animals: readonly {
    readonly name: string
    readonly trials: number
    readonly sessions: number
    readonly citation: string
  }[]
  /** Kinds of the learners fitted, as in `learners`. */
  readonly kinds: readonly string[]
  /** How models were scored, in a sentence. */
  readonly scheme: string
  /** What intervals are, in a sentence. */
  readonly interval: string
  /** The random key as its two words. */
  readonly key: readonly [number, number]
  /** Epochs, seeds and the like, by name. */
  readonly settings: Readonly<Record<string, unknown>>
}

const sources: Readonly<Record<string, string>> = {
  reinforce:
    "REINFORCE: Williams 1992, Machine Learning 8:229; with signed and non-negative baselines: Ashwood et al. 2020, NeurIPS 33:3442.",
  psytrack: "Smoothed weights: Roy et al. 2021, Neuron 109:597 (PsyTrack).",
  weightNoise: "Learning with noise on the weights: Ashwood et al. 2020, NeurIPS 33:3442.",
  dnnGlm: "Rules inferred by networks (DNNGLM, RNNGLM): Liu, Geadah & Pillow 2025, arXiv 2509.04661.",
  rnnGlm: "Rules inferred by networks (DNNGLM, RNNGLM): Liu, Geadah & Pillow 2025, arXiv 2509.04661.",
  tinyRnn: "Small recurrent networks of choice (tinyRNN): Ji-An, Benna & Mattar 2025, Nature 644:993.",
  rvbf: "Particle fits of rules with forgetting: Geadah & Pillow 2025, bioRxiv 2025.09.29.679295.",
  qLearning: "Q-learning with a belief over the percept: Lak et al. 2020, eLife 9:e49834.",
}

/** The methods of a report in words that a paper can take over, and the sources to cite. */
export function methods(parts: MethodsParts): readonly Block[] {
  const { animals, kinds, scheme, interval, key, settings } = parts
  const trials = animals.reduce((sum, one) => sum + one.trials, 0)
  const sessions = animals.reduce((sum, one) => sum + one.sessions, 0)
  const who =
    animals.length === 1
      ? `one animal (${animals[0]!.name})`
      : `${animals.length} animals (${animals.map(({ name }) => name).join(", ")})`
  const data = `We analysed ${trials} trials with a response in ${sessions} sessions of ${who}. Sessions were sorted by date and number and joined; trials without a response or without feedback were left out; contrasts c entered as tanh(5 c) / tanh(5), positive on the right.`
  const models =
    "Choices were modelled as Bernoulli with P(right) = sigmoid(w . x); rules of learning change the weights w after each trial by the animal's own choice and reward (teacher forcing), and each trial is predicted from the trials before it alone."
  const how = `${scheme} ${interval}`
  const made = `All computations used Δw (deltaw) ${version} on Node ${process.version}, mode exact (the same bits on every machine), random key ${key[0]}, ${key[1]}; settings: ${written(settings)}.`
  const cited = [...new Set(kinds.flatMap((kind) => sources[kind] ?? []))]
  const origins = [...new Set(animals.map(({ citation }) => citation))].map((citation) => `Data: ${citation}`)
  return [paragraph(`${data} ${models}`), paragraph(`${how} ${made}`), { kind: "list", items: [...origins, ...cited] }]
}

function written(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ")
}

import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences } from "../../data/subjects.ts"
import { borrowEngine, type Engine, returnEngine } from "../../engine/engine.ts"
import { bitsHash } from "../../numerics/bits-hash.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import type { FitOptions, FittedLearner, Learner } from "../learner.ts"
import { type Descent, descend } from "./descent.ts"
import { ending } from "./ending.ts"
import { fittedDnnGlm } from "./fitted.ts"
import { initialParameters, updateNetwork } from "./network.ts"
import { type DnnGlmOptions, type DnnGlmSettings, dnnGlmSettings } from "./options.ts"
import { createWorkspace } from "./rollout.ts"
import { type PackedTrials, packTrials } from "./trials.ts"

/**
 * A learner whose rule is a network: choices follow a GLM with weights w_t from 0, and w_{t+1} = w_t + g (.) NN(w_t, trial t), the same
 * network for all animals. Fitted by Adam through the hand-derived adjoint. Liu, Geadah and Pillow 2025, arXiv 2509.04661.
 * @throws on an unknown option or an impossible value.
 */
export function dnnGlm(options: DnnGlmOptions = {}): Learner {
  const settings = dnnGlmSettings(options)
  return Object.freeze({
    name: settings.hiddenUnits === 32 ? "dnnGlm" : `dnnGlm(${settings.hiddenUnits})`,
    label: settings.hiddenUnits === 32 ? "DNNGLM" : `DNNGLM, ${settings.hiddenUnits} units`,
    role: "model",
    async fit(animals, fitOptions) {
      return fitDnnGlm(this, choiceSequences(this.name, animals), settings, fitOptions)
    },
  } satisfies Learner)
}

async function fitDnnGlm(
  learner: Learner,
  animals: readonly ChoiceSequence[],
  settings: DnnGlmSettings,
  options: FitOptions,
): Promise<Solution<FittedLearner, ColumnTable>> {
  const bar = startProgress(learner.label, settings.epochs, options.onProgress)
  const engine = borrowEngine()
  try {
    const { trials, descent } = await search(engine, animals, settings, options, (epochs, loss) =>
      bar.report(epochs, `${(-loss).toFixed(4)} nats per trial`),
    )
    const { best, losses, gradientNorms, learningRates, epochs, nonFinite } = descent
    const value = fittedDnnGlm(learner, animals, trials, settings, best)
    return Object.freeze({
      value,
      table: table({
        epoch: losses.map((_, epoch) => epoch),
        natsPerTrial: losses.map((loss) => -loss),
        gradientNorm: gradientNorms,
        learningRate: learningRates,
      }),
      ...ending(learner.label, settings, descent),
      info: Object.freeze({
        epochs,
        bestEpoch: best.epoch,
        nonFiniteSteps: nonFinite,
        weights: best.parameters,
        parameterHash: bitsHash(best.parameters),
      }),
      provenance: Object.freeze({
        version,
        mode: settings.mode,
        precision: settings.precision,
        key: options.key.words,
        options: Object.freeze({ learner: "dnnGlm", ...settings }),
      }),
    } satisfies Solution<FittedLearner, ColumnTable>)
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

async function search(
  engine: Engine,
  animals: readonly ChoiceSequence[],
  settings: DnnGlmSettings,
  { key }: FitOptions,
  report: (epochs: number, loss: number) => void,
): Promise<{ readonly trials: PackedTrials; readonly descent: Descent }> {
  const { precision, chunkTrials, hiddenUnits, initialScale } = settings
  const network = updateNetwork(hiddenUnits)
  const trials = packTrials(engine.arena, animals, precision)
  const primitives = engine.primitives(precision)
  const work = createWorkspace(engine.arena, primitives, network, trials, chunkTrials, precision)
  work.parameters.values.set(initialParameters(network, key, initialScale))
  return { trials, descent: await descend(engine.arena, work, settings, startPace(), report) }
}

import { type ColumnTable, table } from "arquero"
import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences } from "../../data/subjects.ts"
import { borrowEngine, type Engine, returnEngine } from "../../engine/engine.ts"
import { uniform } from "../../numerics/distributions.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { type Pace, startPace } from "../../runs/pace.ts"
import { startProgress } from "../../runs/surroundings.ts"
import type { FitOptions, FittedLearner, Learner, Trajectory } from "../learner.ts"
import { countTrials } from "../parametric-search.ts"
import { designMatrix } from "../regressors.ts"
import { type Ascent, type AscentTask, ascend, paced } from "./ascent.ts"
import { fittedRvbf, predicted, predictionTask, type RvbfModel, trajectoryOf } from "./fitted.ts"
import { type RvbfOptions, type RvbfSettings, rvbfSettings } from "./options.ts"
import { constantsAt } from "./parameters.ts"

/**
 * REINFORCE with baselines, forgetting and noisy weights, its rates, baselines and noises one a regressor, fitted to choices by the
 * marginal likelihood that particles estimate (Geadah & Pillow 2025, bioRxiv 2025.09.29.679295). Predictions are those of the filter: of
 * each trial from the choices before it. What the search held out is scored in `info`.
 * @throws on an unknown option or an impossible value.
 */
export function rvbf(options: RvbfOptions = {}): Learner {
  const settings = rvbfSettings(options)
  const { drifting, regressors, forgetting } = settings
  const drift = { none: "", rate: ", drifting rate", baseline: ", drifting baseline" }[drifting]
  const forgets = forgetting ? "" : ", no forgetting"
  return Object.freeze({
    name: `rvbf(${[drifting, forgetting ? "forgetting" : "lasting", ...regressors].join(", ")})`,
    label: `RVBF${drift}${forgets}`,
    role: "model",
    fit(subjects, fitOptions) {
      return fitRvbf(this, choiceSequences("learners.rvbf", subjects), settings, fitOptions)
    },
  } satisfies Learner)
}

async function fitRvbf(
  learner: Learner,
  animals: readonly ChoiceSequence[],
  settings: RvbfSettings,
  { key, onProgress }: FitOptions,
): Promise<Solution<FittedLearner, ColumnTable>> {
  const designs = animals.map((animal) => designMatrix(animal, settings.regressors))
  const [forHeldOut, forSearch, forScore] = split(key, 3) as unknown as [Key, Key, Key]
  const heldOut = animals.map(({ choice }, index) =>
    Uint8Array.from(uniform(foldIn(forHeldOut, index), choice.length), (u) => (u < settings.heldOut ? 1 : 0)),
  )
  const pace = startPace()
  const bar = startProgress(learner.label, settings.steps, onProgress)
  const engine = borrowEngine("exact")
  try {
    const task = { engine, animals, designs, heldOut, settings, key: forSearch }
    const ascent = await ascend(task, pace, (step, nats) => bar.report(step, `${nats.toFixed(4)} nats per trial`))
    const tested = ascent.stopped ? null : await testHeldOut({ ...task, key: forScore }, ascent, pace)
    const model = { settings, constants: constantsAt(settings, ascent.point), key: foldIn(forScore, 0) }
    const trajectories = ascent.stopped ? null : await described(engine, animals, model, pace)
    const value = trajectories
      ? fittedRvbf(learner, animals, model, trajectories)
      : hurried(learner, animals, { ...model, settings: { ...settings, particles: fewParticles } })
    return Object.freeze({
      value,
      table: table({ step: ascent.nats.map((_, step) => step), natsPerTrial: ascent.nats }),
      ...ending(learner.label, settings, { ...ascent, stopped: trajectories === null }, value),
      info: Object.freeze({
        steps: ascent.nats.length,
        nonFiniteSteps: ascent.nonFinite,
        point: ascent.point,
        predictionParticles: trajectories ? settings.particles : fewParticles,
        heldOutTrials: heldOut.reduce((sum, each) => sum + each.reduce((all, one) => all + one, 0), 0),
        ...tested,
      }),
      provenance: Object.freeze({
        version,
        mode: "exact",
        precision: "f64",
        key: key.words,
        options: Object.freeze({ learner: "rvbf", ...settings }),
      }),
    } satisfies Solution<FittedLearner, ColumnTable>)
  } finally {
    bar.finish()
    returnEngine(engine)
  }
}

/** Predictions for the animals of the fit; null where the user asked to stop. */
async function described(
  engine: Engine,
  animals: readonly ChoiceSequence[],
  model: RvbfModel,
  pace: Pace,
): Promise<readonly Trajectory[] | null> {
  const trajectories: Trajectory[] = []
  for (const animal of animals) {
    const result = await paced(engine, predictionTask(animal, model), pace)
    if (result === null) return null
    trajectories.push(trajectoryOf(animal, model, result))
  }
  return trajectories
}

/** Particles of the predictions of a fit that was stopped: whoever stops it waits for them. */
const fewParticles = 50

function hurried(learner: Learner, animals: readonly ChoiceSequence[], model: RvbfModel): FittedLearner {
  return fittedRvbf(
    learner,
    animals,
    model,
    animals.map((animal) => predicted(animal, model)),
  )
}

/** Nats per trial of the trials that the search saw and of those it did not, under the fitted constants. */
async function testHeldOut(task: AscentTask, { point }: Ascent, pace: Pace) {
  const { engine, animals, designs, heldOut, settings, key } = task
  const constants = constantsAt(settings, point)
  const out = heldOut.reduce((sum, each) => sum + each.reduce((all, one) => all + one, 0), 0)
  const seen = countTrials(animals) - out
  let [nats, heldOutNats] = [0, 0]
  for (const [index, animal] of animals.entries()) {
    const pass = {
      design: designs[index]!,
      settings,
      constants,
      particles: settings.particles,
      heldOut: heldOut[index]!,
    }
    const result = await paced(engine, { animal, ...pass, key: foldIn(key, index + 1) }, pace)
    if (result === null) return null
    nats += result.nats
    heldOutNats += result.heldOutNats
  }
  return { seenNatsPerTrial: nats / seen, ...(out > 0 && { heldOutNatsPerTrial: heldOutNats / out }) }
}

function ending(label: string, { steps }: RvbfSettings, ascent: Ascent, { natsPerTrial }: FittedLearner) {
  const { nats, stopped, nonFinite } = ascent
  const reached = `${natsPerTrial.toFixed(4)} nats per trial`
  const skipped = nonFinite === 0 ? "" : ` ${nonFinite} steps were left out, as their score was not finite.`
  if (stopped) {
    const message = `${label}: stopped on request after ${nats.length} of ${steps} steps, with ${reached}.${skipped}`
    return { status: "stopped", message } as const
  }
  if (!Number.isFinite(natsPerTrial)) {
    return { status: "failed", message: `${label}: the likelihood is not finite. Try a smaller learningRate.` } as const
  }
  const quarter = Math.max(1, Math.floor(steps / 4))
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const gain = nats.length < 2 ? Number.NaN : mean(nats.slice(-quarter)) - mean(nats.slice(-2 * quarter, -quarter))
  const outlook = gain < 1e-3 ? "" : ", so more steps should fit better"
  const gained = Number.isFinite(gain)
    ? `the last ${quarter} gained ${gain.toFixed(4)}${outlook}`
    : "too few to judge by"
  return {
    status: "converged",
    message: `${label}: ${steps} steps done with ${reached}; ${gained}.${skipped}`,
  } as const
}

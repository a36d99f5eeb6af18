import { table } from "arquero"
import { psychometricCurves } from "../../lib/analysis/behaviour/psychometric-curves.ts"
import { responseTimes } from "../../lib/analysis/behaviour/response-times.ts"
import { sessionSummary } from "../../lib/analysis/behaviour/session-summary.ts"
import { animal as animalOf } from "../../lib/data/animal.ts"
import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { syntheticCohort } from "../../lib/data/synthetic-animals.ts"
import { compare } from "../../lib/inference/compare.ts"
import { inferredRule } from "../../lib/inference/inferred-rule.ts"
import type { FittedLearner } from "../../lib/inference/learner.ts"
import { learners } from "../../lib/inference/learners.ts"
import { historyCurves } from "../../lib/inference/reading/history-curves.ts"
import { learningCurves } from "../../lib/inference/reading/learning-curves.ts"
import { phasePortrait } from "../../lib/inference/reading/phase-portrait.ts"
import { ruleSlices } from "../../lib/inference/reading/rule-slices.ts"
import { twinCheck } from "../../lib/inference/twins/twin-check.ts"
import { weightTrajectories } from "../../lib/inference/weight-trajectories.ts"
import { key } from "../../lib/numerics/random-key.ts"
import type { Figure } from "../../lib/plots/figure.ts"
import { plots } from "../../lib/plots/plots.ts"
import { reinforce } from "../../lib/rules/reinforce.ts"
import { simulatedLearner } from "./simulated-learner.ts"

/** Choices of a simulated learner. */
export const simulated = simulatedLearner(reinforce({ rate: 0.08 }), { trials: 1200, key: key(6), name: "M1" })
/** The same choices as if they had been recorded, of an animal whose name is markup. */
export const recorded = { ...simulated, synthetic: false, animal: "<b>M2</b>" }

const timed = syntheticCohort({ key: key(8), mice: 1, sessions: 4 })[0]!.animal
/** Bins of predicted probability, as an evaluation has them. */
const bins = ({ animal, synthetic }: ChoiceSequence) =>
  table({
    learner: ["<i>A</i>", "<i>A</i>", "B"],
    animals: [animal, animal, animal],
    synthetic: [synthetic, synthetic, synthetic],
    predicted: [0.25, 0.75, 0.5],
    observed: [0.2, 0.8, 0.5],
    observedLow: [0.15, 0.7, 0.4],
    observedHigh: [0.25, 0.9, 0.6],
    trials: [100, 400, 25],
  })

let kept: Promise<readonly [Record<string, Figure>, Record<string, Figure>]> | undefined

/** Every figure of the library, of the simulated choices and of the recorded ones; drawn once for all tests. */
export function drawnFigures(): Promise<readonly [Record<string, Figure>, Record<string, Figure>]> {
  kept ??= Promise.all([draw(simulated), draw(recorded)])
  return kept
}

async function draw(animal: ChoiceSequence): Promise<Record<string, Figure>> {
  const list = [learners.staticGlm(), learners.reinforce({ rate: "shared" }), learners.rewardFree()]
  const ladder = await compare(animal, list, { key: key(7), resamples: 100 })
  const learned = ladder.value.rows.find(({ label }) => label === "REINFORCE, one rate")!.solution
  return {
    accuracyBySession: plots.accuracyBySession(sessionSummary(animal)),
    psychometricCurves: plots.psychometricCurves(psychometricCurves(animal)),
    modelComparison: plots.modelComparison(ladder),
    weightTrajectories: plots.weightTrajectories(weightTrajectories(animal, [learned], { points: 20 })),
    ruleHeatmap: plots.ruleHeatmap(inferredRule(learned, animal)),
    ruleSlices: plots.ruleSlices(ruleSlices([learned, learned], animal, { weights: [0, 1] })),
    historyCurves: plots.historyCurves(await historyCurves(learned, animal, { key: key(9), pastTrials: 2 })),
    phasePortrait: plots.phasePortrait(phasePortrait(learned, animal, { points: 200 })),
    twinCheck: plots.twinCheck(await twinCheck(animal, learned, { key: key(10), copies: 4, workers: 1 })),
    calibration: plots.calibration(bins(animal)),
    learningCurves: plots.learningCurves(learningCurves(animal, [banded(learned.value)], { points: 20 })),
    responseTimes: plots.responseTimes(responseTimes(animalOf({ ...timed, ...sourceOf(animal) }))),
  }
}

/** A fit with a standard error of 0.5 on w_stim, as a smoother has one. */
function banded(fitted: FittedLearner): FittedLearner {
  const trajectories = fitted.trajectories.map((trajectory) => ({
    ...trajectory,
    standardErrors: { stimulus: trajectory.weightStimulus.map(() => 0.5) },
  }))
  return { ...fitted, trajectories }
}

function sourceOf({ animal, synthetic }: ChoiceSequence) {
  return { name: animal, source: synthetic ? ("synthetic" as const) : ("recorded" as const) }
}

/** The part of a figure at a path. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((part, name) => (part as Record<string | number, unknown>)[name], value)
}
/** The number at a path. */
export const numberAt = (value: unknown, ...path: readonly (string | number)[]) => at(value, ...path) as number
/** The list at a path. */
export const listAt = (value: unknown, ...path: readonly (string | number)[]) =>
  at(value, ...path) as readonly unknown[]

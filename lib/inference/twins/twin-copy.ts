import type { Key } from "../../numerics/random-key.ts"
import { type Pace, startPace } from "../../runs/pace.ts"
import { type TrainingOptions, trainingChoiceWorld } from "../../tasks/training-choice-world.ts"
import type { FrozenLearner, LearnedRule, TrialAgent } from "../learner.ts"
import { learnerOf } from "../learners.ts"
import { emptySequence, predictingAgent, ruleAgent } from "./twin-agent.ts"
import { live, type TwinLife } from "./twin-life.ts"
import { behaviour, type Measure } from "./twin-measures.ts"

/** What all copies of a twin have in common, as plain data. */
export interface TwinPlan {
  readonly name: string
  /** Whether choices come from sigmoid(w . x) and the learner's rule, or else from its predictions. */
  readonly byRule: boolean
  /** False for a model that has probabilities only, whose weights stand as 0. */
  readonly hasWeights: boolean
  /** (w_stim, w_bias) before the first trial. */
  readonly start: readonly [stimulus: number, bias: number]
  /** Number of trials of each session. */
  readonly sessionTrials: readonly number[]
  /** Options of the training task. */
  readonly task: TrainingOptions
}

/** A plan with the learner as plain data: what a worker is told. */
export interface TwinLaneSpec extends TwinPlan {
  readonly learner: FrozenLearner
}

/** One copy of a twin, as a lane of `twinCheck`: its behaviour in numbers, or null where it was stopped. */
export async function twinLane({ learner, ...plan }: TwinLaneSpec, key: Key): Promise<readonly Measure[] | null> {
  const { thaw } = learnerOf(learner.spec)
  if (thaw === undefined) throw new Error(`The learner ${learner.spec.kind} cannot be thawed from its parameters.`)
  return twinBehaviour(thaw(learner.parameters), plan, key, startPace())
}

/** One copy of a twin in this thread: its behaviour in numbers, or null where it was stopped. */
export async function twinBehaviour(
  rule: LearnedRule,
  plan: TwinPlan,
  key: Key,
  pace: Pace,
): Promise<readonly Measure[] | null> {
  const { trials, absoluteBias } = await twinLife(rule, plan, key, pace)
  if (trials.choice.length < trialsOf(plan)) return null
  return behaviour(trials, plan.hasWeights ? absoluteBias : absoluteBias.fill(Number.NaN))
}

/** The life of one copy, cut short where it is stopped. */
export function twinLife(rule: LearnedRule, plan: TwinPlan, key: Key, pace: Pace): Promise<TwinLife> {
  const { name, sessionTrials, task } = plan
  const goOn = () => pace.goOn()
  return live(agentOf(rule, plan), trainingChoiceWorld(task), sessionTrials, key, { name, goOn })
}

function agentOf({ update, nextHidden, predict, live: born }: LearnedRule, plan: TwinPlan): TrialAgent {
  if (born !== undefined) return born()
  if (plan.byRule) return ruleAgent({ update: update!, ...(nextHidden && { nextHidden }) }, plan.start)
  return predictingAgent({ predict: predict! }, emptySequence(plan.name, trialsOf(plan)))
}

function trialsOf({ sessionTrials }: TwinPlan): number {
  return sessionTrials.reduce((sum, trials) => sum + trials, 0)
}

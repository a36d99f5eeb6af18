import { uniform } from "../numerics/distributions.ts"
import { foldIn, type Key, split } from "../numerics/random-key.ts"
import type { ChoiceTask, ChoiceTaskState, Report, Stimulus } from "./choice-task.ts"
import { feedback } from "./choice-task.ts"
import {
  bornMouse,
  learn,
  type MouseState,
  type MouseTruth,
  quiescence,
  respond,
  responseTime,
  sleep,
  type WeightPair,
} from "./synthetic-mouse.ts"

/** One simulated trial. */
export interface SimulatedTrial {
  /** From 0. */
  readonly session: number
  /** Within the session, from 0. */
  readonly trial: number
  readonly stimulus: Stimulus
  readonly report: Report
  readonly feedback: -1 | 1
  /** Weights the choice was made with. */
  readonly weights: WeightPair
  /** Seconds from the start of the session. */
  readonly stimulusTime: number
  readonly responseTime: number
}

/** Lengths of a training. */
export interface TrainingPlan {
  readonly sessions: number
  /** Fewest and most trials of a session; each length in between is as likely. */
  readonly trialsPerSession: readonly [fewest: number, most: number]
}

/**
 * Trains a synthetic mouse: the task answers its choices, and it learns from the answers.
 * @param onSession called after each session with the number of sessions done
 */
export function closedLoop<State extends ChoiceTaskState>(
  truth: MouseTruth,
  task: ChoiceTask<State>,
  plan: TrainingPlan,
  key: Key,
  onSession?: (done: number) => void,
): readonly SimulatedTrial[] {
  const trials: SimulatedTrial[] = []
  let mouse = bornMouse(truth)
  let state: State | undefined
  for (let session = 0; session < plan.sessions; session++) {
    const [lengthKey, nightKey, taskKey, trialKey] = split(foldIn(key, session), 4) as unknown as [Key, Key, Key, Key]
    const [fewest, most] = plan.trialsPerSession
    const length = fewest + Math.floor(uniform(lengthKey, 1)[0]! * (most - fewest + 1))
    if (session > 0) mouse = sleep(truth, mouse, nightKey)
    state = task.init(taskKey, state)
    let clock = 0
    for (let trial = 0; trial < length; trial++) {
      const keys = split(foldIn(trialKey, trial), 5) as unknown as readonly [Key, Key, Key, Key, Key]
      const step = runTrial(truth, mouse, state.stimulus, clock, keys)
      trials.push({ session, trial, ...step.trial })
      clock = step.clock
      state = task.next(state, step.trial.report, keys[4])
      mouse = step.mouse
    }
    onSession?.(session + 1)
  }
  return trials
}

function runTrial(
  truth: MouseTruth,
  mouse: MouseState,
  stimulus: Stimulus,
  clock: number,
  [responseKey, learningKey, quiescenceKey, timeKey]: readonly [Key, Key, Key, Key, Key],
): { trial: Omit<SimulatedTrial, "session" | "trial">; mouse: MouseState; clock: number } {
  const report = respond(truth, mouse, stimulus, responseKey)
  const outcome = feedback(stimulus, report)
  const stimulusTime = clock + quiescence(quiescenceKey)
  const response = stimulusTime + responseTime(mouse, report, timeKey)
  return {
    trial: { stimulus, report, feedback: outcome, weights: mouse.weights, stimulusTime, responseTime: response },
    mouse: learn(truth, mouse, stimulus, report, learningKey),
    // Reward is followed by 1 s, error by 2 s; 0.5 s lie between trials.
    clock: response + (outcome > 0 ? 1 : 2) + 0.5,
  }
}

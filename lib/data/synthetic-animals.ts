import { integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key, key as seedKey, split } from "../numerics/random-key.ts"
import { closedLoop, type SimulatedTrial } from "../tasks/closed-loop.ts"
import { drawTruth, type MouseTruth, refuseImpossibleTruth } from "../tasks/synthetic-mouse.ts"
import { trainingChoiceWorld } from "../tasks/training-choice-world.ts"
import { type Animal, animal } from "./animal.ts"
import { syntheticWeekday } from "./calendar.ts"
import { readTrialTable } from "./trial-table.ts"

/** A synthetic mouse with what is never known of a real one. */
export interface SyntheticAnimal {
  readonly animal: Animal
  readonly truth: MouseTruth
  /** Weights each trial's choice was made with, one entry a trial of the animal's table. */
  readonly weightStimulus: Float64Array
  readonly weightBias: Float64Array
}

/** Options of a synthetic cohort. */
export interface CohortOptions {
  /** Source of all randomness; mouse i of a key is the same whatever the number of mice. */
  readonly key: Key
  /** Number of mice. */
  readonly mice?: number
  /**
   * Parts of the truth that all mice share in place of their own: `{ rewardModulation: 0 }` is a cohort without memory.
   * With adders, both noises, lapse and noResponse 0 as well it is the plain rule dw = alpha r (y - q) x, and with
   * `eligibilityTrials: 10` besides one in which a reward reaches back over ten trials.
   */
  readonly truth?: Partial<MouseTruth>
  readonly sessions?: number
  /** Called after each session of each mouse. */
  readonly onProgress?: (progress: { label: string; done: number; total: number }) => void
}

/** The sentence that stands wherever a licence or citation would. */
export const syntheticCitation =
  "Synthetic: simulated by Δw in closed loop with the training task, not recorded from an animal; do not cite as data."

const synthetic = { licence: "none needed: synthetic", citation: syntheticCitation } as const
const trialsPerSession = [300, 700] as const

/**
 * A cohort of synthetic mice, each trained from its first day in closed loop with the task, read back through the same
 * columns and signs as recorded mice.
 */
export function syntheticCohort(options: CohortOptions): readonly SyntheticAnimal[] {
  refuseUnknownKeys("animals.synthetic", options, ["key", "mice", "truth", "sessions", "onProgress"])
  const mice = integerOption("mice", options.mice ?? 12, 1, 1000)
  const sessions = integerOption("sessions", options.sessions ?? 25, 1, 1000)
  const { onProgress, truth: shared = {} } = options
  refuseImpossibleTruth(shared)
  return Array.from({ length: mice }, (_, i) => {
    const name = `synthetic-${i + 1}`
    const report = (done: number): void =>
      onProgress?.({ label: "synthetic mice", done: i * sessions + done, total: mice * sessions })
    const { truth, trials } = simulate(foldIn(options.key, i), sessions, shared, report)
    const { table } = readTrialTable(trialsAsText(trials, name), { file: `${name} (synthetic)`, trials: trials.length })
    return Object.freeze({
      animal: animal({ name, source: "synthetic", dataset: null, table, ...synthetic, notes: [syntheticCitation] }),
      truth,
      weightStimulus: Float64Array.from(trials, ({ weights }) => weights[0]),
      weightBias: Float64Array.from(trials, ({ weights }) => weights[1]),
    })
  })
}

/** Text of the data set `synthetic-mouse`, made from its fixed key: the same bytes on every machine. */
export function syntheticMouseText(onSession?: (done: number, total: number) => void): string {
  const sessions = 25
  const { trials } = simulate(foldIn(seedKey(2026), 0), sessions, {}, (done) => onSession?.(done, sessions))
  return trialsAsText(trials, "synthetic-mouse")
}

function simulate(
  key: Key,
  sessions: number,
  shared: Partial<MouseTruth>,
  onSession: (done: number) => void,
): { truth: MouseTruth; trials: readonly SimulatedTrial[] } {
  const [truthKey, lifeKey] = split(key, 2) as unknown as [Key, Key]
  const truth = Object.freeze({ ...drawTruth(truthKey), ...shared })
  const plan = { sessions, trialsPerSession }
  return { truth, trials: closedLoop(truth, trainingChoiceWorld(), plan, lifeKey, onSession) }
}

/** Simulated trials as comma-separated text in ALF columns and signs; every row says that it is synthetic. */
export function trialsAsText(trials: readonly SimulatedTrial[], subject: string): string {
  const lines = trials.map(({ session, trial, stimulus, report, feedback, stimulusTime, responseTime }) =>
    [
      subject,
      "synthetic",
      session,
      syntheticWeekday(session),
      trial,
      stimulus.side < 0 ? stimulus.contrast : "nan",
      stimulus.side > 0 ? stimulus.contrast : "nan",
      report,
      feedback,
      rounded(stimulus.probabilityLeft),
      rounded(stimulusTime),
      rounded(responseTime),
      rounded(responseTime),
    ].join(","),
  )
  return `${[header, ...lines].join("\n")}\n`
}

const header =
  "subject,source,session,date,trial,contrastLeft,contrastRight,choice,feedbackType,probabilityLeft,stimOn_times,response_times,feedback_times"

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

import type { ChoiceSequence } from "../../data/choices.ts"
import type { Trajectory } from "../learner.ts"
import { trialLogLikelihoods } from "../predictions.ts"

/** Bins of predicted probability that a calibration is kept in, equally wide. */
export const calibrationBins = 10

/** Trials and log likelihood of one session of an animal. */
export interface SessionScore {
  readonly session: number
  readonly trials: number
  readonly nats: number
}

/** Trials of one bin of predicted probability: their number, summed predictions, and how many choices were right. */
export interface CalibrationBin {
  readonly trials: number
  readonly predicted: number
  readonly right: number
}

/** How well one animal's held-out trials were predicted by one fit: sums, in numbers that survive a file. */
export interface HeldOutScore {
  readonly animal: string
  readonly trials: number
  /** Summed log likelihood, nats. */
  readonly nats: number
  /** Choices that the likelier side foretold; a tie counts half. */
  readonly foretold: number
  /** Summed squared distance of prediction and choice: Brier's score is its mean. */
  readonly squaredError: number
  readonly sessions: readonly SessionScore[]
  readonly bins: readonly CalibrationBin[]
}

/** Scores trials `from` … `to` - 1 of an animal: q_t, made before trial t was seen, against its choice. */
export function heldOutScore(trajectory: Trajectory, animal: ChoiceSequence, from = 0, to?: number): HeldOutScore {
  const { probabilityRight } = trajectory
  const end = to ?? animal.choice.length
  const logs = trialLogLikelihoods(trajectory, animal)
  const sessions = new Map<number, { trials: number; nats: number }>()
  const bins = Array.from({ length: calibrationBins }, () => ({ trials: 0, predicted: 0, right: 0 }))
  let [nats, foretold, squaredError] = [0, 0, 0]
  for (let t = from; t < end; t += 1) {
    const q = probabilityRight[t]!
    const y = animal.choice[t]!
    nats += logs[t]!
    foretold += q === 0.5 ? 0.5 : q > 0.5 === (y === 1) ? 1 : 0
    squaredError += (q - y) ** 2
    const session = sessions.get(animal.session[t]!) ?? { trials: 0, nats: 0 }
    session.trials += 1
    session.nats += logs[t]!
    sessions.set(animal.session[t]!, session)
    const bin = bins[Math.min(calibrationBins - 1, Math.max(0, Math.floor(q * calibrationBins)))]
    if (bin === undefined) continue // A prediction that is no number: the likelihood says so.
    bin.trials += 1
    bin.predicted += q
    bin.right += y
  }
  return {
    animal: animal.animal,
    trials: end - from,
    nats,
    foretold,
    squaredError,
    sessions: [...sessions].map(([session, sums]) => ({ session, ...sums })),
    bins,
  }
}

/** The sum of scores of different trials of one animal, such as of its blocks. */
export function joined(scores: readonly HeldOutScore[]): HeldOutScore {
  return combined(scores, 1)
}

/** The mean of scores of the same trials by fits from different seeds. */
export function averaged(scores: readonly HeldOutScore[]): HeldOutScore {
  return combined(scores, 1 / scores.length)
}

function combined(scores: readonly HeldOutScore[], weight: number): HeldOutScore {
  const [first] = scores
  if (scores.length === 1) return first!
  const sum = (value: (score: HeldOutScore) => number) =>
    weight * scores.reduce((total, score) => total + value(score), 0)
  const names = [...new Set(scores.flatMap(({ sessions }) => sessions.map(({ session }) => session)))]
  const of = (score: HeldOutScore, session: number) => score.sessions.find((each) => each.session === session)
  return {
    animal: first!.animal,
    trials: sum(({ trials }) => trials),
    nats: sum(({ nats }) => nats),
    foretold: sum(({ foretold }) => foretold),
    squaredError: sum(({ squaredError }) => squaredError),
    sessions: names.map((session) => ({
      session,
      trials: sum((score) => of(score, session)?.trials ?? 0),
      nats: sum((score) => of(score, session)?.nats ?? 0),
    })),
    bins: first!.bins.map((_, bin) => ({
      trials: sum(({ bins }) => bins[bin]!.trials),
      predicted: sum(({ bins }) => bins[bin]!.predicted),
      right: sum(({ bins }) => bins[bin]!.right),
    })),
  }
}

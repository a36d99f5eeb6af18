import { normal, uniform } from "../numerics/distributions.ts"
import { choiceOption, integerOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import { type ChoiceTask, type ChoiceTaskState, feedback, pick, type Report, type Stimulus } from "./choice-task.ts"

/** Options of the training task. */
export interface TrainingOptions {
  /** Phase of the animal's very first session, 0 to 5. */
  readonly phase?: number
  /** Responses over which the bias of the animal is averaged; Infinity takes all of the session, as one rig version does. */
  readonly debiasWindow?: number
  /** Side of stimuli of zero contrast: even odds, or always left as in one rig version. */
  readonly zeroContrastSide?: "even" | "left"
}

/** State of a training session. */
export interface TrainingState extends ChoiceTaskState {
  /** 0 to 5; it persists across sessions, the counts below do not. */
  readonly phase: number
  readonly trialsInPhase: number
  /** 1 correct, 0 not: the last 50 trials of each signed contrast. */
  readonly outcomes: Readonly<Record<string, readonly number[]>>
  /** 1 left, 0 right: the last responses. */
  readonly responses: readonly number[]
}

const contrastsByPhase: readonly (readonly number[])[] = [
  [1, 0.5],
  [1, 0.5, 0.25],
  [1, 0.5, 0.25, 0.125],
  [1, 0.5, 0.25, 0.125, 0.0625],
  [1, 0.5, 0.25, 0.125, 0.0625, 0],
  [1, 0.25, 0.125, 0.0625, 0],
]
const lastPhase = 5
const performanceWindow = 50
const criterion = 0.8
const trialsOfPassingPhase = 200

/** Signed contrasts of a phase, right positive; zero stands once, so it is half as frequent as any other contrast. */
export function signedContrasts(phase: number): readonly number[] {
  return contrastsByPhase[phase]!.flatMap((contrast) => (contrast === 0 ? [0] : [-contrast, contrast]))
}

/**
 * The task in which a mouse of the International Brain Laboratory learns from its first day (trainingChoiceWorld).
 * Contrasts are added in phases, and after a missed easy stimulus the contrast is repeated on a side that leans against
 * the animal's bias. A new session keeps the phase; performance and bias are counted within the session.
 * Source: International Brain Laboratory 2021, eLife 10:e63711, appendix 2, and the laboratory's rig code.
 */
export function trainingChoiceWorld(options: TrainingOptions = {}): ChoiceTask<TrainingState> {
  refuseUnknownKeys("trainingChoiceWorld", options, ["phase", "debiasWindow", "zeroContrastSide"])
  const { phase = 0, debiasWindow = 10, zeroContrastSide = "even" } = options
  const firstPhase = integerOption("phase", phase, 0, lastPhase)
  const window =
    debiasWindow === Number.POSITIVE_INFINITY ? debiasWindow : integerOption("debiasWindow", debiasWindow, 1)
  const zeroLeft = choiceOption("zeroContrastSide", zeroContrastSide, ["even", "left"]) === "left"
  return Object.freeze({
    name: "trainingChoiceWorld",
    init(key: Key, before?: TrainingState): TrainingState {
      const now = before?.phase ?? firstPhase
      return { phase: now, trialsInPhase: 0, outcomes: {}, responses: [], stimulus: draw(now, zeroLeft, key) }
    },
    next(state: TrainingState, report: Report, key: Key): TrainingState {
      const after = advance(record(state, report, window))
      const { stimulus } = state
      const missed = feedback(stimulus, report) < 0 && stimulus.contrast >= 0.5 && after.phase < lastPhase
      return {
        ...after,
        stimulus: missed ? repeat(stimulus.contrast, after.responses, key) : draw(after.phase, zeroLeft, key),
      }
    },
  })
}

function draw(phase: number, zeroLeft: boolean, key: Key): Stimulus {
  const [which, coin] = uniform(key, 2) as unknown as [number, number]
  const signed = pick(signedContrasts(phase), which)
  const zeroSide = zeroLeft || coin < 0.5 ? -1 : 1
  const side = signed === 0 ? zeroSide : signed < 0 ? -1 : 1
  return { side, contrast: Math.abs(signed), probabilityLeft: 0.5, repeat: false }
}

/** The repeated contrast, on the right if N(m, 0.5) >= 0.5, m being the fraction of left responses. */
function repeat(contrast: number, responses: readonly number[], key: Key): Stimulus {
  const lefts = responses.reduce((sum, left) => sum + left, 0)
  const bias = responses.length === 0 ? 0.5 : lefts / responses.length
  const side = bias + 0.5 * normal(foldIn(key, 0), 1)[0]! >= 0.5 ? 1 : -1
  return { side, contrast, probabilityLeft: 1 - bias, repeat: true }
}

function record(state: TrainingState, report: Report, window: number): TrainingState {
  const { stimulus, outcomes, responses } = state
  const signed = String(stimulus.side * stimulus.contrast)
  const correct = feedback(stimulus, report) > 0 ? 1 : 0
  return {
    ...state,
    trialsInPhase: state.trialsInPhase + 1,
    outcomes: { ...outcomes, [signed]: [...(outcomes[signed] ?? []), correct].slice(-performanceWindow) },
    responses: report === 0 ? responses : [...responses, report === 1 ? 1 : 0].slice(-window),
  }
}

function advance(state: TrainingState): TrainingState {
  const { phase, outcomes, trialsInPhase } = state
  const passed = (contrasts: readonly number[]): boolean =>
    contrasts.every((contrast) => {
      const correct = (outcomes[String(contrast)] ?? []).reduce((sum, one) => sum + one, 0)
      // Missing trials count as errors, so that fewer than 41 can never pass.
      return correct / performanceWindow > criterion
    })
  const move =
    phase === 0
      ? passed([-1, -0.5, 0.5, 1])
      : phase === 1
        ? passed([-0.25, 0.25])
        : phase < lastPhase && trialsInPhase >= trialsOfPassingPhase
  return move ? { ...state, phase: phase + 1, trialsInPhase: 0 } : state
}

import type { ChoiceSequence } from "../../data/choices.ts"
import { log } from "../../numerics/elementary.ts"
import type { RegressorName } from "../regressors.ts"
import type { InitialWeights } from "./options.ts"

/** Trials that a psychometric start is read off (section 2.6). */
const psychometricTrials = 100

/**
 * Weights of an animal before its first trial, by regressor: those of stimulus (of either side, too) and bias, all others 0.
 * @throws RangeError where they should be known and are not.
 */
export function startWeights(
  animal: ChoiceSequence,
  regressors: readonly RegressorName[],
  how: InitialWeights,
): Float64Array {
  const [stimulus, bias] = how === "zero" ? [0, 0] : how === "known" ? knownStart(animal) : psychometricStart(animal)
  const of: Readonly<Record<string, number>> = { stimulus, right: stimulus, left: stimulus, bias }
  return Float64Array.from(regressors, (name) => (Object.hasOwn(of, name) ? of[name]! : 0))
}

function knownStart({ animal, initialWeights }: ChoiceSequence): readonly [number, number] {
  if (initialWeights !== undefined) return initialWeights
  throw new RangeError(
    `initialWeights is "known", but those of ${animal} are not; accepted are animals with initialWeights, or "zero", "psychometric" or "trained".`,
  )
}

/**
 * (w_stim, w_bias) of the least-squares line through the logits of P(right) at each stimulus of the first 100 trials, shares held off 0 and 1
 * by 1 / (2 n), n being the trials with that stimulus (section 2.6 of Liu, Geadah and Pillow 2025).
 */
export function psychometricStart({ stimulus, choice }: ChoiceSequence): readonly [number, number] {
  const counts = new Map<number, { trials: number; right: number }>()
  for (let t = 0; t < Math.min(psychometricTrials, choice.length); t++) {
    const count = counts.get(stimulus[t]!) ?? { trials: 0, right: 0 }
    counts.set(stimulus[t]!, { trials: count.trials + 1, right: count.right + choice[t]! })
  }
  const points = [...counts].map(([s, { trials, right }]) => {
    const edge = 1 / (2 * trials)
    const share = Math.min(Math.max(right / trials, edge), 1 - edge)
    return { s, logit: log(share / (1 - share)) }
  })
  const mean = (of: (point: { s: number; logit: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [centre, level] = [mean(({ s }) => s), mean(({ logit }) => logit)]
  const spread = mean(({ s }) => (s - centre) * (s - centre))
  const slope = spread > 0 ? mean(({ s, logit }) => (s - centre) * (logit - level)) / spread : 0
  return [slope, level - slope * centre]
}

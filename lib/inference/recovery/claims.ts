import { type ColumnTable, table } from "arquero"
import type { RecoveryScores } from "./scores.ts"
import type { RecoveryRun } from "./tables.ts"

/** Mean of a score over the seeds of a condition of the figure, the condition given by its place; NaN where there is none. */
type Mean = (place: number, score: keyof RecoveryScores) => number

interface Claim {
  readonly claim: string
  readonly figure: string
  readonly statement: string
  /** What the paper has, or what a reference implementation gave where it has no number. */
  readonly published: string
  readonly measured: string
  readonly measure: (mean: Mean, conditions: number) => readonly number[]
  readonly holds: (values: readonly number[]) => boolean
}

const rising = (values: readonly number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!)
const everyCondition = (mean: Mean, conditions: number, score: keyof RecoveryScores) =>
  Array.from({ length: conditions }, (_, place) => mean(place, score))

/** Claims of Liu, Geadah and Pillow 2025 about simulated animals, in the order of the paper. */
const claims: readonly Claim[] = [
  {
    claim: "C1",
    figure: "F2B",
    statement: "Of a REINFORCE learner the network recovers that nothing is learned from errors",
    published: "vanishes after errors; below 0.35 of correct choices",
    measured: "|dw| after errors over that after correct choices",
    measure: (mean) => [mean(0, "errorToCorrectRatio")],
    holds: ([ratio]) => ratio! < 0.35,
  },
  {
    claim: "C1",
    figure: "S6",
    statement: "Of a maximum-likelihood learner it recovers that errors teach as correct choices do",
    published: "no gap; reference 0.95",
    measured: "|dw| after errors over that after correct choices",
    measure: (mean) => [mean(0, "errorToCorrectRatio")],
    // Within a factor of two: over seeds of 100 animals the ratio has mean 1.06 and standard deviation 0.26.
    holds: ([ratio]) => ratio! > 0.5 && ratio! < 2,
  },
  {
    claim: "C2",
    figure: "F2C",
    statement: "The error of dw falls with the number of animals",
    published: "log10 RMSE falls from 10 to 1000 animals",
    measured: "log10 RMSE of dw, fewest animals first",
    measure: (mean, n) => everyCondition(mean, n, "log10ChangeError"),
    holds: (errors) => errors.at(-1)! < errors[0]!,
  },
  {
    claim: "C3",
    figure: "F3",
    statement: "Of a rule with eligibility only the recurrent network shows larger updates after rewarded trials",
    published: "gap for the recurrent network, none for the feed-forward one",
    measured: "gap over the true gap: recurrent, feed-forward, recurrent where the truth has none",
    measure: (mean) => [0, 1, 2].map((place) => mean(place, "historyGap") / mean(0, "trueHistoryGap")),
    holds: ([recurrent, feedForward, control]) => recurrent! > 0.2 && feedForward === 0 && control! < recurrent! / 2,
  },
  {
    claim: "C9",
    figure: "T3",
    statement: "Animals that start at w_stim = -2 and cross 0 tell most of the rule, on a common grid",
    published: "0.013, 0.0244, 0.0287 from -2, 0, 2",
    measured: "RMSE of dw on the common grid",
    measure: (mean, n) => everyCondition(mean, n, "gridError"),
    holds: ([wrong, ...others]) => others.every((other) => wrong! < other),
  },
  {
    claim: "C9",
    figure: "T4",
    statement: "Noise on the weights costs accuracy",
    published: "0.0216, 0.0349, 0.0652 for noise alpha / 4, alpha / 2, alpha, the truth including the noise",
    measured: "RMSE beside the noisy changes, least noise first",
    measure: (mean, n) => everyCondition(mean, n, "noisyChangeError"),
    holds: rising,
  },
  {
    claim: "C9",
    figure: "T5",
    statement: "A wrong start costs accuracy, the more the further it is off",
    published: "0.013, 0.027, 0.0453, 0.1519 for 0, 0.5, 1, 2 too high",
    measured: "RMSE of dw",
    measure: (mean, n) => everyCondition(mean, n, "changeError"),
    holds: rising,
  },
  {
    claim: "C9",
    figure: "T6",
    statement: "Distractors cost accuracy",
    published: "1, 1.09, 1.35, 1.58 times for 0, 1, 3, 10",
    measured: "RMSE of the steps of w_stim over that without distractors",
    measure: (mean, n) => everyCondition(mean, n, "stepError").map((error) => error / mean(0, "stepError")),
    holds: ([, ...others]) => others.some((other) => other > 1),
  },
  {
    claim: "C9",
    figure: "T7",
    statement: "An additive model of a choice that multiplies costs accuracy",
    published: "1.62 times",
    measured: "RMSE of the steps of the weight over that of the multiplicative model",
    measure: (mean) => [mean(1, "stepError") / mean(0, "stepError")],
    holds: ([times]) => times! > 1,
  },
  {
    claim: "C10",
    figure: "S14",
    statement: "A network of changes of weights is nearer to the truth than one of the weights themselves",
    published: "better, most visibly with little data",
    measured: "RMSE of the steps of w_stim: changes, weights",
    measure: (mean) => [mean(0, "stepError"), mean(1, "stepError")],
    holds: rising,
  },
]

/**
 * The paper's claims about simulated animals that these runs can speak to: one row a claim with its statement, figure, published number, what
 * was measured, and whether it holds.
 */
export function recoveryClaims(runs: readonly RecoveryRun[]): ColumnTable {
  const rows = claims.flatMap((claim) => {
    const ofFigure = runs.filter(({ condition, scores }) => condition.figure === claim.figure && scores !== undefined)
    const labels = [...new Set(ofFigure.map(({ condition }) => condition.label))]
    if (labels.length === 0) return []
    const mean: Mean = (place, score) => {
      const ours = ofFigure.filter(({ condition }) => condition.label === labels[place])
      return ours.reduce(
        (sum, { scores }) => sum + (scores![score] ?? Number.NaN) / ours.length,
        ours.length > 0 ? 0 : Number.NaN,
      )
    }
    const values = claim.measure(mean, labels.length)
    return [{ ...claim, values, seeds: Math.round(ofFigure.length / labels.length) }]
  })
  return table({
    claim: rows.map(({ claim }) => claim),
    figure: rows.map(({ figure }) => figure),
    statement: rows.map(({ statement }) => statement),
    published: rows.map(({ published }) => published),
    measured: rows.map(
      ({ measured, values }) => `${measured}: ${values.map((value) => value.toPrecision(3)).join(", ")}`,
    ),
    holds: rows.map(({ holds, values }) => values.every(Number.isFinite) && holds(values)),
    seeds: rows.map(({ seeds }) => seeds),
  })
}

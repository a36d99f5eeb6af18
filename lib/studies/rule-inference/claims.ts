import type { ColumnTable } from "arquero"
import type { Evaluation } from "../../inference/evaluation/evaluation.ts"
import type { FittedLearner } from "../../inference/learner.ts"
import { recoveryClaims } from "../../inference/recovery/claims.ts"
import type { RecoveryRun } from "../../inference/recovery/tables.ts"
import { type Claim, claimsTable, judged, type Verdict } from "../claims-table.ts"
import type { MouseReading } from "./mouse.ts"
import { publishedModels } from "./spec.ts"

/** What the claims are computed from; what is missing is not tested. */
export interface RuleInferenceResults {
  readonly recovery?: readonly RecoveryRun[]
  readonly heldOut?: Evaluation
  readonly future?: Evaluation
  readonly mouse?: MouseReading
}

/** The paper's claims C1 to C11 as one table: statement, published figure, what was measured, and whether it holds, with what to mind. */
export function ruleInferenceClaims(results: RuleInferenceResults): ColumnTable {
  const { recovery = [], heldOut, future, mouse } = results
  const rows = [
    ...simulated(recovery),
    ordering("C4", "On held-out animals", heldOut, "heldOut"),
    ordering("C5", "On future trials", future, "future"),
    ...(mouse === undefined ? untested() : ofMouse(mouse)),
  ].toSorted((one, other) => Number(one.claim.slice(1)) - Number(other.claim.slice(1)))
  return claimsTable(rows)
}

function simulated(runs: readonly RecoveryRun[]): readonly Claim[] {
  const rows = recoveryClaims(runs).objects() as (Omit<Claim, "verdict" | "remark"> & {
    figure: string
    holds: boolean
    seeds: number
  })[]
  return rows.map(({ claim, statement, published, measured, holds, figure, seeds }) => ({
    claim,
    statement,
    published,
    measured,
    verdict: judged(holds),
    remark: `Simulated animals, figure ${figure}, ${seeds} ${seeds === 1 ? "seed" : "seeds"}.`,
  }))
}

/** RNNGLM above DNNGLM above REINFORCE above a baseline of at least 0. */
const order = ["RNNGLM", "DNNGLM", "REINFORCE, signed baseline", "REINFORCE, baseline >= 0"]

function ordering(
  claim: string,
  where: string,
  evaluation: Evaluation | undefined,
  column: "heldOut" | "future",
): Claim {
  const statement = `${where} a rule with memory predicts best, then one without, then REINFORCE, and far behind one whose baseline may not be negative`
  const published = order
    .map((name) => `${name} ${publishedModels.find((model) => model.name === name)![column]}`)
    .join("; ")
  if (evaluation === undefined)
    return { claim, statement, published, measured: "", verdict: "not tested here", remark: "No evaluation was given." }
  const scores = order.map((name) => {
    const label = publishedModels.find((model) => model.name === name)!.make(1).label
    return evaluation.rows.find((row) => row.label === label)?.natsPerTrial ?? null
  })
  const known = scores.every((score) => score !== null)
  const falls = known && scores.every((score, i) => i === 0 || score! < scores[i - 1]!)
  const who = evaluation.synthetic
    ? `${evaluation.animals.length} synthetic mice: this speaks of our simulation, not of the paper's animals.`
    : `${evaluation.animals.length} animals.`
  return {
    claim,
    statement,
    published,
    measured: order.map((name, i) => `${name} ${scores[i]?.toFixed(4) ?? "no score"}`).join("; "),
    verdict: known ? judged(falls) : "not tested here",
    remark: `${who} Networks need many trials to come above two rates and two adders.`,
  }
}

const statements = {
  C6: "After errors the stimulus weight falls, which makes performance worse: a negative baseline; forbidding it costs likelihood",
  C7: "After a correct choice the stimulus weight grows more where the trials before were rewarded",
  C8: "Rolled-out weights track the smoothed ones, but not where the baseline may not be negative",
  C11: "REINFORCE makes up for a third of the changes of the weights, with a baseline for nearly all",
}
const publishedOf = {
  C6: "about 0.066 nats per trial",
  C7: "larger, and more so for 1 to 4 trials",
  C8: "by eye",
  C11: "about 0.30 and 0.92, the rest noise",
}

type MouseClaim = keyof typeof statements

function mouseRow(claim: MouseClaim, measured: string, verdict: Verdict, remark: string): Claim {
  return { claim, statement: statements[claim], published: publishedOf[claim], measured, verdict, remark }
}

function untested(): readonly Claim[] {
  return (Object.keys(statements) as MouseClaim[]).map((claim) =>
    mouseRow(claim, "", "not tested here", "No animal was read."),
  )
}

function ofMouse(mouse: MouseReading): readonly Claim[] {
  const one = `One ${mouse.synthetic ? "synthetic mouse" : "mouse"} (${mouse.animal})`
  return [negativeBaseline(mouse, one), memory(mouse, one), tracking(mouse, one), shares(mouse, one)]
}

function negativeBaseline({ indices, controls }: MouseReading, one: string): Claim {
  const rows = (indices.objects() as { index: string; weight: string; value: number | null; agrees: boolean }[]).filter(
    ({ index, weight }) => index === "baseline" && weight === "stimulus",
  )
  const negative = rows.every(({ value, agrees }) => value !== null && value < 0 && agrees)
  const contrast = (name: string) =>
    controls.value.contrasts.find((each) => each.name === name)?.difference ?? Number.NaN
  const gap = contrast("gap")
  const measured = `change after errors ${rows.map(({ value }) => value?.toPrecision(2) ?? "none").join(", ")} at w_stim 0, 1, 2; forbidding it costs ${gap.toFixed(4)}`
  return mouseRow("C6", measured, judged(negative && gap > 0), `${one}, in sample. ${controls.value.conclusion}`)
}

function memory({ histories }: MouseReading, one: string): Claim {
  const gaps = histories.value.gaps.filter(({ fillers }) => fillers === 0)
  const holds = gaps.length > 0 && gaps.every(({ gap, agrees }) => gap > 0 && agrees) && gaps.at(-1)!.gap > gaps[0]!.gap
  const measured = gaps
    .map(({ windowTrials, gap, agrees }) => `${windowTrials}: ${gap.toPrecision(2)}${agrees ? "" : " (signs differ)"}`)
    .join(", ")
  return mouseRow(
    "C7",
    `gap by trials rewarded ${measured}`,
    judged(holds),
    `${one}; weights held, so that only memory differs.`,
  )
}

function tracking({ smooth, signed, nonNegative }: MouseReading, one: string): Claim {
  const against = (other: FittedLearner) =>
    correlation(smooth.value.trajectories[0]!.weightStimulus, other.trajectories[0]!.weightStimulus)
  const bias = (other: FittedLearner) =>
    correlation(smooth.value.trajectories[0]!.weightBias, other.trajectories[0]!.weightBias)
  const [s, n] = [signed.value, nonNegative.value]
  const holds = against(s) > 0.9 && bias(s) > bias(n)
  const measured = `correlation of w_stim and w_bias with PsyTrack: signed ${against(s).toFixed(2)}, ${bias(s).toFixed(2)}; at least 0 ${against(n).toFixed(2)}, ${bias(n).toFixed(2)}`
  return mouseRow(
    "C8",
    measured,
    judged(holds),
    `${one}, in sample. The smoother has seen the choices that it follows.`,
  )
}

function shares({ learningShares: [plain, signed], controls }: MouseReading, one: string): Claim {
  const measured = `${plain?.toFixed(2) ?? "none"} and ${signed?.toFixed(2) ?? "none"}`
  const holds = plain != null && signed != null && signed > 0.8 && plain < 0.6 && plain > 0.1
  const share = controls.value.contrasts.find(({ name }) => name === "perseveration")
  const mind =
    share === undefined
      ? ""
      : ` What the baseline makes up for may be perseveration: a bias that only follows choices buys ${share.difference.toFixed(4)} nats.`
  return mouseRow("C11", measured, judged(holds), `${one}.${mind}`)
}

/** Pearson's r. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  let [both, one, other] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    both += (a[i]! - ma) * (b[i]! - mb)
    one += (a[i]! - ma) ** 2
    other += (b[i]! - mb) ** 2
  }
  return both / Math.sqrt(one * other)
}

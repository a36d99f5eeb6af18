import type { ColumnTable } from "arquero"
import { rankCorrelation } from "../../analysis/rank-correlation.ts"
import { allOf, type Claim, claimsTable, judged, type Verdict } from "../claims-table.ts"
import { above, describePairs, meanOf, pairedSeeds, type RunRow } from "../paired-seeds.ts"
import { matchedAccuracy } from "./matched.ts"
import type { CurvatureResults } from "./results.ts"

const [exact, truncated] = ["BPTT", "three-factor"] as const
const between = ["MDGL", "ModProp"] as const
const rules = [exact, ...between, truncated]

/** The paper's claims C1 to C7 as one table, computed from results, a row a task where a claim is about tasks. */
export function curvatureClaims(results: CurvatureResults): ColumnTable {
  const rows = results.runs.objects() as RunRow[]
  const bySetting = [...new Set(rows.map(({ setting }) => String(setting)))].map((setting) => ({
    setting,
    own: rows.filter((row) => row.setting === setting),
  }))
  const matched = matchedAccuracy(results).objects() as RunRow[]
  const pattern = bySetting.find(({ setting }) => setting === "pattern generation")?.own ?? []
  return claimsTable([
    ...bySetting.map(({ setting, own }) => wider(setting, own)),
    ...bySetting
      .filter(({ own }) => between.every((arm) => of(own, arm).length > 0))
      .map(({ setting, own }) => inBetween(setting, own)),
    ...bySetting.map(({ setting, own }) => correlated(setting, own)),
    ...bySetting.map(({ setting, own }) => sharper(setting, own)),
    ...bySetting
      .filter(({ setting }) => matched.some((row) => row.setting === setting))
      .map(({ setting }) => atMatchedAccuracy(setting, matched)),
    ...bySetting.map(({ setting, own }) => edge(setting, own)),
    ...bySetting
      .filter(({ own }) => stepArms(own).shorter.length > 0)
      .map(({ setting, own }) => stepLength(setting, own)),
    remedy(pattern),
  ])
}

function of(rows: readonly RunRow[], arm: string): readonly RunRow[] {
  return rows.filter((row) => row.arm === arm)
}

function lost(rows: readonly RunRow[]): string {
  const failed = rows.filter(({ failure }) => failure !== null)
  return failed.length === 0
    ? "No run failed."
    : `${failed.length} of ${rows.length} runs ended not finite: see the list.`
}

function spread(rows: readonly RunRow[], measure: string): number {
  const values = rows.filter(({ failure }) => failure === null).map((row) => Number(row[measure]))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

const short = (value: number) => value.toPrecision(3)

function performance(own: readonly RunRow[]): string {
  const accuracy = (arm: string) => meanOf(of(own, arm), "trainAccuracy")
  if (!Number.isFinite(accuracy(exact)))
    return `Training losses ${short(meanOf(of(own, exact), "trainLoss"))} and ${short(meanOf(of(own, truncated), "trainLoss"))}.`
  const clean = [exact, truncated].map((arm) => accuracy(arm) - meanOf(of(own, arm), "cleanAccuracy"))
  const said = Number.isFinite(clean[0]!)
    ? ` On clean test data the gaps are ${short(clean[0]!)} and ${short(clean[1]!)}: what there is shows on noisy data.`
    : ""
  return `Training accuracies ${short(accuracy(exact))} and ${short(accuracy(truncated))}, not matched.${said}`
}

function wider(setting: string, own: readonly RunRow[]): Claim {
  const [one, other] = [of(own, exact), of(own, truncated)]
  const pairs = pairedSeeds(other, one, "gap")
  const deviations = [one, other].map((rows) => spread(rows, "gap"))
  return {
    claim: `C1, ${setting}`,
    statement: "Truncated rules have a larger and more variable generalisation gap than BPTT",
    published: "larger and more variable",
    measured: `gap ${short(meanOf(one, "gap"))} of BPTT, ${short(meanOf(other, "gap"))} of the three-factor rule; difference ${describePairs(pairs)}; standard deviations ${deviations.map(short).join(" and ")}`,
    verdict: above(pairs),
    remark: `The verdict is on the size, over noisy test data. ${performance(own)} ${lost([...one, ...other])}`,
  }
}

function inBetween(setting: string, own: readonly RunRow[]): Claim {
  const gaps = rules.map((arm) => meanOf(of(own, arm), "gap"))
  const [least, ...rest] = gaps as [number, ...number[]]
  const most = rest.at(-1)!
  const holds = rest.slice(0, -1).every((gap) => least < gap && gap < most)
  return {
    claim: `C2, ${setting}`,
    statement: "Rules closer to the gradient (MDGL, ModProp) lie between BPTT and the three-factor rule",
    published: "in between",
    measured: rules.map((arm, i) => `${arm} ${short(gaps[i]!)}`).join(", "),
    verdict: judged(gaps.every(Number.isFinite) ? holds : null),
    remark: `Order of mean gaps. ${lost(own.filter((row) => rules.includes(String(row.arm) as never)))}`,
  }
}

function correlated(setting: string, own: readonly RunRow[]): Claim {
  const known = own.filter(({ failure, gap, eigenvalue }) => failure === null && gap !== null && eigenvalue !== null)
  const pairs =
    known.length < 4
      ? null
      : rankCorrelation(
          known.map(({ eigenvalue }) => Number(eigenvalue)),
          known.map(({ gap }) => Number(gap)),
        )
  const interval = pairs?.interval
  return {
    claim: `C3, ${setting}`,
    statement: "The gap rises with the leading eigenvalue of the Hessian over runs",
    published: "correlated",
    measured:
      pairs === null
        ? "too few runs"
        : `Spearman ${pairs.rho.toFixed(2)} [${interval?.map((end) => end.toFixed(2)).join(", ") ?? "no interval"}] over ${pairs.pairs} runs, p ${pairs.p.toPrecision(2)}`,
    verdict:
      pairs === null || interval == null
        ? judged(null)
        : pairs.rho > 0 && interval[0] <= 0
          ? "undecided"
          : judged(pairs.rho > 0),
    remark: "Runs of one seed share task and start, so that the interval is too narrow.",
  }
}

function sharper(setting: string, own: readonly RunRow[]): Claim {
  const [one, other] = [of(own, exact), of(own, truncated)]
  const logs = (rows: readonly RunRow[]) => rows.map((row) => ({ ...row, log: Math.log10(Number(row.eigenvalue)) }))
  const pairs = pairedSeeds(logs(other), logs(one), "log")
  return {
    claim: `C4, ${setting}`,
    statement: "Truncated rules end at higher curvature",
    published: "higher leading eigenvalue",
    measured: `λ₁ ${short(meanOf(one, "eigenvalue"))} of BPTT, ${short(meanOf(other, "eigenvalue"))} of the three-factor rule; difference in powers of ten ${describePairs(pairs)}`,
    verdict: above(pairs),
    remark: `${performance(own)} ${setting === "delayed match" ? "Curvature of the cross-entropy vanishes with the loss, so that a rule that overfits may end flatter." : lost([...one, ...other])}`,
  }
}

const gapRemarks: Readonly<Record<Verdict, string>> = {
  holds: "The gap is larger, too.",
  undecided: "Whether the gap is larger stays open.",
  "does not hold": "The gap is no larger on average.",
  "not tested here": "There are too few seeds to compare gaps.",
}

function atMatchedAccuracy(setting: string, matched: readonly RunRow[]): Claim {
  const own = matched.filter((row) => row.setting === setting && row.arm === truncated)
  const logs = own.map((row) => ({ ...row, log: Math.log10(Number(row.eigenvalueRatio)), none: 0 }))
  const nothing = logs.map((row) => ({ ...row, log: 0, gapDifference: 0 }))
  const [curvature, gap] = [pairedSeeds(logs, nothing, "log"), pairedSeeds(logs, nothing, "gapDifference")]
  const accuracies = [meanOf(own, "trainAccuracy"), meanOf(own, "exactTrainAccuracy")].map(short)
  return {
    claim: `C4 at matched accuracy, ${setting}`,
    statement: "The three-factor rule is still sharper than BPTT stopped at the same training accuracy",
    published: "not in the paper",
    measured: `training accuracies ${accuracies.join(" and ")}; λ₁ in powers of ten ${describePairs(curvature)}; gap ${describePairs(gap)}`,
    verdict: above(curvature),
    remark: `BPTT was stopped after ${Math.round(meanOf(own, "exactIteration"))} iterations on average. ${gapRemarks[above(gap)]}`,
  }
}

function edge(setting: string, own: readonly RunRow[]): Claim {
  const good = own.filter(
    ({ failure, arm }) => failure === null && arm !== exact && rules.includes(String(arm) as never),
  )
  const products = rules.slice(1).flatMap((arm) => {
    const paired = of(own, exact).flatMap((one) => {
      const other = of(own, arm).find(({ seed }) => seed === one.seed)
      return other === undefined || one.failure !== null || other.failure !== null
        ? []
        : [(Number(other.rho) * Number(other.eigenvalue)) / Number(one.eigenvalue)]
    })
    return paired.length === 0 ? [] : [{ arm, mean: paired.reduce((sum, value) => sum + value, 0) / paired.length }]
  })
  const beyond = good.filter((row) => Number(row.eigenvalue) > (1.5 * 2) / (Number(row.rate) * Number(row.rho)))
  return {
    claim: `C5, ${setting}`,
    statement:
      "A rule with relative step ρ along the gradient is stable up to λ₁ = 2 / (η ρ): ρ λ₁ is alike for all rules",
    published: "theorem",
    measured: `ρ λ₁ over λ₁ of BPTT: ${products.map(({ arm, mean }) => `${arm} ${mean.toFixed(2)}`).join(", ")}; ${beyond.length} of ${good.length} runs above 1.5 times the bound`,
    verdict: judged(
      products.length === 0 ? null : products.every(({ mean }) => Math.abs(mean - 1) < 0.25) && beyond.length === 0,
    ),
    remark: `Holds where all means are within 0.25 of 1 and no run is beyond the bound. BPTT itself: λ₁ ${short(meanOf(of(own, exact), "eigenvalue"))} where 2 / η = ${short(2 / Number(own[0]!.rate))}.`,
  }
}

/** The arms that tell the length of a step from its direction. */
function stepArms(own: readonly RunRow[]) {
  const arm = (part: string, noise: boolean) =>
    own.filter((row) => String(row.arm).startsWith(part) && String(row.arm).endsWith("noise") === noise)
  return { plain: of(own, exact), shorter: arm("BPTT ×", false), both: arm("BPTT ×", true), noisy: arm("BPTT +", true) }
}

function stepLength(setting: string, own: readonly RunRow[]): Claim {
  const { plain, shorter, both, noisy } = stepArms(own)
  const curvature = (rows: readonly RunRow[]) => meanOf(rows, "eigenvalue")
  const ratios = [curvature(both) / curvature(shorter), curvature(noisy) / curvature(plain)].filter(Number.isFinite)
  const noise = `; noise changes it ${ratios.map((ratio) => ratio.toFixed(2)).join(" and ")} times`
  const shortened = pairedSeeds(shorter, plain, "eigenvalue")
  const gaps = Object.entries({
    BPTT: plain,
    "the shorter step": shorter,
    "it with noise": both,
    "the three-factor rule": of(own, truncated),
  })
    .filter(([, rows]) => rows.length > 0)
    .map(([name, rows]) => `${short(meanOf(rows, "gap"))} of ${name}`)
  return {
    claim: `C6, ${setting}`,
    statement: "BPTT with a shorter step has the curvature of a truncated rule; noise of the same angle does nothing",
    published: "step length, not angle",
    measured: `λ₁ higher by ${describePairs(shortened)} with the shorter step${ratios.length === 0 ? "" : noise}`,
    verdict: allOf([
      above(shortened),
      judged(ratios.length === 0 ? null : ratios.every((ratio) => Math.abs(ratio - 1) < 0.06)),
    ]),
    remark: `The verdict is on curvature. Gap ${gaps.join(", ")}.`,
  }
}

function remedy(pattern: readonly RunRow[]): Claim {
  const [falling, low] = [of(pattern, "three-factor, rate 0.2 to 0.04"), of(pattern, "three-factor, rate 0.04")]
  const [curvature, gap] = [pairedSeeds(low, falling, "eigenvalue"), pairedSeeds(low, falling, "gap")]
  return {
    claim: "C7, pattern generation",
    statement: "A larger rate early in training lowers final curvature and gap of the three-factor rule",
    published: "a potential remedy",
    measured: `constant low rate less high to low: λ₁ ${describePairs(curvature)}; gap ${describePairs(gap)}`,
    verdict: allOf([above(curvature), above(gap)]),
    remark: "Both end at the same rate.",
  }
}

import { type ColumnTable, table } from "arquero"

/** How a claim fared. */
export type Verdict =
  | "holds"
  | "does not hold"
  /** What was measured leans the claim's way, and could be chance. */
  | "undecided"
  | "not tested here"

/** A claim of a paper beside what was measured. */
export interface Claim {
  /** The paper's or the study's name of it. */
  readonly claim: string
  readonly statement: string
  /** The published figure, in words. */
  readonly published: string
  readonly measured: string
  readonly verdict: Verdict
  /** What to mind when reading the verdict. */
  readonly remark: string
}

/** A verdict from a test, or that there was none. */
export function judged(holds: boolean | null): Verdict {
  return holds === null ? "not tested here" : holds ? "holds" : "does not hold"
}

/** The verdict on a claim that says several things at once: as good as the worst of them. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  const worst: readonly Verdict[] = ["does not hold", "undecided", "holds"]
  return worst.find((verdict) => verdicts.includes(verdict)) ?? "not tested here"
}

/** One row a claim. */
export function claimsTable(claims: readonly Claim[]): ColumnTable {
  const column = (name: keyof Claim) => claims.map((claim) => claim[name])
  return table({
    claim: column("claim"),
    statement: column("statement"),
    published: column("published"),
    measured: column("measured"),
    verdict: column("verdict"),
    remark: column("remark"),
  })
}

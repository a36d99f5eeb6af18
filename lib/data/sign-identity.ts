import { DataError } from "./data-error.ts"
import { place } from "./named-columns.ts"

/**
 * Side of a stimulus, right positive: -1 left, 1 right, 0 where two zeros leave it open.
 * A stimulus of zero contrast has a side too: the one whose column is not NaN.
 */
export function stimulusSide(contrastLeft: number, contrastRight: number): -1 | 0 | 1 {
  if (Number.isNaN(contrastRight)) return -1
  if (Number.isNaN(contrastLeft)) return 1
  if (contrastLeft > 0) return -1
  return contrastRight > 0 ? 1 : 0
}

/**
 * Refuses trials that break the identity of ALF signs: choice = -sign(side) exactly when feedbackType = +1.
 * Trials without feedback, and trials with an open side, cannot break it; without a response no trial is rewarded.
 * @param columns contrastLeft, contrastRight, choice and feedbackType, one entry a trial
 * @param lines line of each trial in the file, empty where it is not text
 * @param evidence name of the column that the contrasts were made of, where they were
 * @throws DataError that names the first such row
 */
export function refuseInconsistentSigns(
  columns: Readonly<Record<string, readonly number[]>>,
  lines: readonly number[],
  file: string,
  evidence?: string,
): void {
  const { contrastLeft, contrastRight, choice, feedbackType } = columns as Record<
    "contrastLeft" | "contrastRight" | "choice" | "feedbackType",
    readonly number[]
  >
  const side = choice.map((_, row) => stimulusSide(contrastLeft[row]!, contrastRight[row]!))
  const broken = choice.flatMap((report, row) => (agrees(side[row]!, report, feedbackType[row]!) ? [] : [row]))
  const row = broken[0]
  if (row === undefined) return
  const value = side[row]! < 0 ? contrastLeft[row]! : contrastRight[row]!
  const column = side[row]! < 0 ? "contrastLeft" : "contrastRight"
  const named = evidence === undefined ? `${column} ${value}` : `${evidence} ${side[row]! * value}`
  const shown = `${side[row]! < 0 ? "left" : "right"} (${named})`
  const report = choice[row] === 0 ? "no response" : `the ${choice[row] === 1 ? "left" : "right"} report`
  const expected = choice[row] === -side[row]! ? "1" : "-1"
  throw new DataError(
    "inconsistent-signs",
    `${file}, ${place(row, lines[row])}: the signs disagree. The stimulus was on the ${shown} and choice ${choice[row]} is ${report}, ` +
      `so feedbackType must be ${expected}, but it is ${feedbackType[row]}. ${extent(broken.length, choice.length)}`,
  )
}

function agrees(side: number, choice: number, feedbackType: number): boolean {
  if (choice === 0) return feedbackType !== 1
  if (feedbackType === 0 || side === 0) return true
  return (choice === -side) === (feedbackType === 1)
}

function extent(broken: number, trials: number): string {
  if (broken > trials / 2) {
    return `${broken} of ${trials} trials disagree: does the file write +1 for right reports? In ALF columns +1 is left.`
  }
  return broken === 1 ? "No other trial disagrees." : `${broken} of ${trials} trials disagree.`
}

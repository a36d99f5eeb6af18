/** One row of a made-up table of trials; tests overwrite what they are about. */
export type TrialRow = Record<string, string | number>

/**
 * Made-up trials in ALF columns: sides alternate, every third choice is wrong, sessions hold `perSession` trials.
 * Synthetic: no number of it was recorded.
 */
export function madeUpTrials(count: number, perSession = count): TrialRow[] {
  return Array.from({ length: count }, (_, i) => {
    const session = Math.floor(i / perSession)
    const left = i % 2 === 0
    const correct = i % 3 !== 2
    return {
      subject: "made-up",
      session,
      date: `2001-01-${String(session + 1).padStart(2, "0")}`,
      trial: i % perSession,
      contrastLeft: left ? 0.5 : "nan",
      contrastRight: left ? "nan" : 0.5,
      choice: left === correct ? 1 : -1,
      feedbackType: correct ? 1 : -1,
      probabilityLeft: 0.5,
    }
  })
}

/** Rows as comma-separated text. */
export function asText(
  rows: readonly TrialRow[],
  names: readonly string[] = Object.keys(rows[0]!),
  end = "\n",
): string {
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((fields) => fields.join(",") + end).join("")
}

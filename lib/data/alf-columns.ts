/** What a known numeric column may hold. */
export interface ColumnRule {
  /** Completes "accepted is …" in a refusal. */
  readonly accepted: string
  /** Whether a number (NaN included) is possible there. */
  readonly allows: (value: number) => boolean
}

const between = (low: number, high: number, value: number): boolean => value >= low && value <= high
const count = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const contrast = "a contrast from 0 to 1 (12.5 % is 0.125), or nan on the side without a stimulus"
const seconds: ColumnRule = { accepted: "a time in seconds, or nan where it was missed", allows: () => true }

/** Columns without which trials cannot be read; a session is known by `session`, by `date`, or by both. */
export const requiredColumns = ["contrastLeft", "contrastRight", "choice", "feedbackType"] as const

/**
 * The numeric columns of the ALF trials object, with their signs.
 * `choice` +1 is a clockwise turn of the wheel, the LEFT report; `feedbackType` +1 is a reward.
 * Source: International Brain Laboratory 2021, eLife 10:e63711, and its trials object.
 */
export const alfColumns: Readonly<Record<string, ColumnRule>> = {
  contrastLeft: { accepted: contrast, allows: (value) => Number.isNaN(value) || between(0, 1, value) },
  // A few released sessions hold left stimuli as negative right contrasts; the reader moves them over.
  contrastRight: { accepted: contrast, allows: (value) => Number.isNaN(value) || between(-1, 1, value) },
  choice: {
    accepted: "1 (left report), -1 (right report) or 0 (no response)",
    allows: (value) => value === 1 || value === -1 || value === 0,
  },
  feedbackType: {
    accepted: "1 (reward), -1 (error or no response) or 0 (not recorded)",
    allows: (value) => value === 1 || value === -1 || value === 0,
  },
  probabilityLeft: {
    accepted: "a probability from 0 to 1, or nan",
    allows: (value) => Number.isNaN(value) || between(0, 1, value),
  },
  session: { accepted: "a whole number from 0", allows: count },
  trial: { accepted: "a whole number from 0", allows: count },
  rewardVolume: {
    accepted: "a volume in microlitres from 0, or nan",
    allows: (value) => Number.isNaN(value) || between(0, Number.MAX_VALUE, value),
  },
  stimOn_times: seconds,
  stimOff_times: seconds,
  goCue_times: seconds,
  goCueTrigger_times: seconds,
  firstMovement_times: seconds,
  response_times: seconds,
  feedback_times: seconds,
  intervals_0: seconds,
  intervals_1: seconds,
}

/** Columns that stay text, whatever they look like. */
export const textColumns: ReadonlySet<string> = new Set(["subject", "date", "source", "lab", "task_protocol"])

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** The number a field of text stands for: NaN where it is empty or `nan`; undefined where it is no number. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed === "" || trimmed.toLowerCase() === "nan") return Number.NaN
  return decimal.test(trimmed) ? Number(trimmed) : undefined
}

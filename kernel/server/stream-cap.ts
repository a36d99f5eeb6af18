import { createRecent } from "../protocol/recent.ts"

/** A piece of text on one of the two streams. */
export interface StreamText {
  readonly name: "stdout" | "stderr"
  readonly text: string
}

/** Keeps what a cell prints to a length that front ends and notebooks bear: its beginning, and its end when the cell ends. */
export interface StreamCap {
  /** What is to be shown of a piece of text. */
  take(request: string | null, piece: StreamText): readonly StreamText[]
  /** What is to be shown when the cell ends: how much was left out, and the end of it. */
  end(request: string | null): readonly StreamText[]
  /** The cell has taken back what it has shown. */
  clear(request: string | null): void
}

interface Printed {
  /** Characters shown. */
  shown: number
  /** Characters left out, those in `tail` included. */
  left: number
  /** The last of what was left out, at most `TAIL` characters. */
  tail: StreamText[]
}

/** Characters of both streams that a cell may print where no setting says otherwise. */
export const USUAL_LIMIT = 1_000_000
/** Characters kept of the end of what is left out. */
const TAIL = 10_000
/** Cells remembered. */
const REMEMBERED = 1000

/** Makes a cap of so many characters a cell; `Infinity` lets everything pass. */
export function createStreamCap(limit: number): StreamCap {
  const cells = createRecent<Printed>(REMEMBERED)

  function printedBy(request: string | null): Printed {
    const key = request ?? ""
    const found = cells.get(key)
    if (found !== undefined) return found
    const printed = { shown: 0, left: 0, tail: [] }
    cells.set(key, printed)
    return printed
  }

  return {
    take(request, { name, text }) {
      const printed = printedBy(request)
      const room = Math.max(0, limit - printed.shown)
      const passing = text.length <= room ? text : text.slice(0, room).replace(/[\ud800-\udbff]$/, "")
      printed.shown += passing.length
      if (passing.length === text.length) return [{ name, text }]
      const isFirst = printed.left === 0
      printed.left += text.length - passing.length
      printed.tail = lastOf([...printed.tail, { name, text: text.slice(passing.length) }])
      const note = { name: "stderr", text: noteOn(limit) } as const
      return isFirst ? [...(passing === "" ? [] : [{ name, text: passing }]), note] : []
    },
    end(request) {
      const printed = cells.get(request ?? "")
      if (printed === undefined || printed.left === 0) return []
      const { left, tail } = printed
      printed.left = 0
      printed.tail = []
      const kept = tail.reduce((sum, { text }) => sum + text.length, 0)
      const gone = left - kept
      const note =
        gone > 0 ? [{ name: "stderr", text: `[${gone.toLocaleString("en-US")} characters left out]\n` } as const] : []
      return [...note, ...tail]
    },
    clear(request) {
      Object.assign(printedBy(request), { shown: 0, left: 0, tail: [] })
    },
  }
}

/** Reads the setting DELTAW_OUTPUT_LIMIT; throws a sentence that quotes a value that is no count. */
export function streamLimitSetting(value: string | undefined): number {
  if (value === undefined || value === "") return USUAL_LIMIT
  if (value === "none") return Number.POSITIVE_INFINITY
  if (/^\d+$/.test(value) && Number(value) > 0) return Number(value)
  throw new Error(`DELTAW_OUTPUT_LIMIT is "${value}": expected a count of characters, or "none"`)
}

function noteOn(limit: number): string {
  return `\n[This cell has printed over ${limit.toLocaleString("en-US")} characters. What follows is left out but for its end; the setting DELTAW_OUTPUT_LIMIT allows more.]\n`
}

/** The last characters of several pieces; a character of two UTF-16 units stays whole. */
function lastOf(pieces: readonly StreamText[]): StreamText[] {
  const kept: StreamText[] = []
  let room = TAIL
  for (const { name, text } of pieces.toReversed()) {
    if (room <= 0) break
    const part = text.length <= room ? text : text.slice(-room).replace(/^[\udc00-\udfff]/, "")
    kept.unshift({ name, text: part })
    room -= text.length
  }
  return kept
}

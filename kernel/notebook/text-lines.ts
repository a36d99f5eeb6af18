/** Where Python ends a line. */
const lineEnds = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"

/** Splits text into lines that keep their ends, exactly as Python's `splitlines(True)`, with which notebooks are stored. */
export function splitLines(text: string): string[] {
  const lines: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (!lineEnds.includes(text[i]!)) continue
    if (text[i] === "\r" && text[i + 1] === "\n") i++
    lines.push(text.slice(start, i + 1))
    start = i + 1
  }
  if (start < text.length) lines.push(text.slice(start))
  return lines
}

/** Text as a terminal leaves it: after a carriage return a line is written over, so of a progress bar its last state stays. */
export function overwriteLines(text: string): string {
  if (!text.includes("\r")) return text
  return text
    .split(/\r?\n/)
    .map((line) => line.split("\r").reduce((shown, over) => over + shown.slice(over.length)))
    .join("\n")
}

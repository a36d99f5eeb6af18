const linesPerMinute = 60

/** Makes a log on stderr that a flood of bad messages cannot fill. */
export function createLog(
  write: (line: string) => void = (line) => process.stderr.write(line),
): (line: string) => void {
  let minute = 0
  let lines = 0
  return (line) => {
    const now = Math.floor(performance.now() / 60_000)
    if (now !== minute) {
      minute = now
      lines = 0
    }
    lines++
    if (lines <= linesPerMinute) write(`deltaw kernel: ${line}\n`)
    if (lines === linesPerMinute) write("deltaw kernel: more lines like these are left out for a minute\n")
  }
}

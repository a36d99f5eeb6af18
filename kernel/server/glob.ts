/**
 * Whether a glob matches a whole text: `*` any text, `?` one character, `[abc]`, `[a-z]`, `[^a]` one of some, as in SQLite,
 * whose globs other kernels take. Takes at most pattern times text steps: no pattern can keep the kernel busy for long.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = partsOf(pattern)
  const characters = [...text]
  let part = 0
  let at = 0
  /** Where to go on after the last `*` took one character more. */
  let retry: { part: number; at: number } | null = null
  while (at < characters.length) {
    const matcher = parts[part]
    if (matcher === "*") {
      part += 1
      retry = { part, at }
    } else if (matcher?.(characters[at]!)) {
      part += 1
      at += 1
    } else if (retry !== null) {
      retry.at += 1
      ;({ part, at } = retry)
    } else return false
  }
  return parts.slice(part).every((rest) => rest === "*")
}

type Part = "*" | ((character: string) => boolean)

function partsOf(pattern: string): Part[] {
  // Behind the last bracket that closes, none that opens begins a class: not looked for, which could take long.
  const end = pattern.lastIndexOf("]") + 1
  const pieces = [...(pattern.slice(0, end).match(/\[\^?\]?[^\]]*\]|./gsu) ?? []), ...pattern.slice(end)]
  return pieces.map((piece): Part => {
    if (piece === "*") return "*"
    if (piece === "?") return () => true
    if (piece.length > 2 && piece.startsWith("[")) return oneOf(piece.slice(1, -1))
    return (character) => character === piece
  })
}

function oneOf(inside: string): (character: string) => boolean {
  const isNot = inside.startsWith("^")
  const ranges = [...inside.slice(isNot ? 1 : 0).matchAll(/(.)-(.)|(.)/gsu)]
  return (character) => {
    const isIn = ranges.some(([, from, to, single]) =>
      single === undefined ? from! <= character && character <= to! : single === character,
    )
    return isIn !== isNot
  }
}

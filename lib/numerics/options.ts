/**
 * Refuses keys that an options record does not have, so that a misspelt option is never silently ignored.
 * @param what whose options these are, as the user wrote it, such as "learners.dnnGlm".
 * @throws TypeError naming the unknown key and the allowed ones.
 */
export function refuseUnknownKeys(what: string, options: object, allowed: readonly string[]): void {
  for (const name of Object.keys(options))
    if (!allowed.includes(name))
      throw new TypeError(`${what} has no option "${name}"; its options are ${allowed.join(", ")}`)
}

/**
 * Checks that an option is an integer in a range and returns it.
 * @throws RangeError quoting the value and the range.
 */
export function integerOption(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  throw new RangeError(`${name} must be an integer ${range}, got ${quote(value)}`)
}

/**
 * Checks that an option is a finite number above `above` and returns it.
 * @throws RangeError quoting the value and the bound.
 */
export function numberOption(name: string, value: unknown, above: number): number {
  if (typeof value === "number" && Number.isFinite(value) && value > above) return value
  throw new RangeError(`${name} must be a finite number above ${above}, got ${quote(value)}`)
}

/**
 * Checks that an option is one of a few words and returns it.
 * @throws RangeError quoting the value and the words.
 */
export function choiceOption<Choice extends string>(name: string, value: unknown, choices: readonly Choice[]): Choice {
  for (const choice of choices) if (value === choice) return choice
  throw new RangeError(`${name} must be ${choices.map((choice) => `"${choice}"`).join(" or ")}, got ${quote(value)}`)
}

function quote(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value)
}

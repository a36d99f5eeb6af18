import { numberOption } from "../../numerics/options.ts"
import type { RegressorName } from "../regressors.ts"

/**
 * A list of regressors, each once.
 * @throws RangeError where it is empty or names one twice.
 */
export function regressorsOption(what: string, given: readonly RegressorName[]): readonly RegressorName[] {
  if (!Array.isArray(given) || given.length === 0 || given.some((name) => typeof name !== "string"))
    throw new RangeError(`${what} must be a list of names such as ["bias", "stimulus"], got ${JSON.stringify(given)}`)
  const twice = given.find((name, i) => given.indexOf(name) !== i)
  if (twice !== undefined) throw new RangeError(`${what} has "${twice}" twice`)
  return Object.freeze([...given])
}

/**
 * Fixed values of log2 of a deviation, one a weight; undefined where they are to be searched for.
 * @throws RangeError where there are not as many as weights, or one is no number from -20 to 10.
 */
export function log2Option(
  what: string,
  given: readonly number[] | undefined,
  names: readonly RegressorName[],
): readonly number[] | undefined {
  if (given === undefined) return undefined
  const usable = (value: unknown) => typeof value === "number" && value >= -20 && value <= 10
  if (!Array.isArray(given) || given.length !== names.length || !given.every(usable))
    throw new RangeError(
      `${what} must be ${names.length} numbers from -20 to 10, of ${names.join(", ")}, got ${JSON.stringify(given)}`,
    )
  return Object.freeze([...given])
}

/**
 * A switch.
 * @throws RangeError on anything but true or false.
 */
export function switchOption(what: string, given: unknown): boolean {
  if (typeof given === "boolean") return given
  throw new RangeError(`${what} must be true or false, got ${String(given)}`)
}

/**
 * The standard deviation of the first weights, 16 unless told.
 * @throws RangeError where it is not above 0.
 */
export function initialSigmaOption(what: string, given = 16): number {
  return numberOption(what, given, 0)
}

import { inspect } from "node:util"

/**
 * The options of a widget, every one of them known.
 * @throws TypeError that names the unknown option and the allowed ones
 */
export function checkedOptions<Options extends object>(
  caller: string,
  options: Options,
  allowed: readonly string[],
): Options {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${caller} takes a record of options, not ${inspect(options)}`)
  }
  const unknown = Object.keys(options).find((key) => !allowed.includes(key))
  if (unknown === undefined) return options
  throw new TypeError(`${caller} has no option "${unknown}"; it takes ${allowed.join(", ")}`)
}

/** @throws TypeError for what is no finite number */
export function checkNumber(what: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value
  throw new TypeError(`${what} is a finite number, not ${inspect(value)}`)
}

/** @throws TypeError for what is no text */
export function checkText(what: string, value: unknown): string {
  if (typeof value === "string") return value
  throw new TypeError(`${what} is a text, not ${inspect(value)}`)
}

/** @throws TypeError for what is neither true nor false */
export function checkBoolean(what: string, value: unknown): boolean {
  if (typeof value === "boolean") return value
  throw new TypeError(`${what} is true or false, not ${inspect(value)}`)
}

/** @throws RangeError for what is not among the allowed texts */
export function checkOneOf<Text extends string>(what: string, value: unknown, allowed: readonly Text[]): Text {
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  throw new RangeError(`${what} is one of ${allowed.map((one) => `"${one}"`).join(", ")}, not ${inspect(value)}`)
}

/** @throws TypeError for what is no function */
export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw new TypeError(`${what} takes a function, not ${inspect(value)}`)
}

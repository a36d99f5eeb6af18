import { inspect } from "node:util"

/**
 * Refuses options that a built-in function of cells does not know.
 * @throws TypeError that quotes the option and lists those it takes
 */
export function refuseUnknown(caller: string, options: unknown, allowed: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${caller} takes a record of options, not ${inspect(options)}`)
  }
  const unknown = Object.keys(options).find((key) => !allowed.includes(key))
  if (unknown !== undefined) {
    throw new TypeError(`${caller} has no option "${unknown}"; it takes ${allowed.join(", ")}`)
  }
}

import { inspect } from "node:util"
import { currentRequest } from "./contexts.ts"
import { TYPE_CHECKS, type TypeCheck } from "./messages.ts"
import { report } from "./report.ts"

/**
 * Says what a type error in a later cell does: it is shown under the cell (`warn`), keeps the cell from running (`block`),
 * or is not looked for (`off`). Holds until the next call, or the end of the kernel.
 * @throws TypeError for any other mode
 */
export function typeCheck(mode: TypeCheck): void {
  if (!TYPE_CHECKS.includes(mode)) {
    throw new TypeError(`typeCheck takes ${TYPE_CHECKS.map((one) => `"${one}"`).join(", ")}, not ${inspect(mode)}`)
  }
  report({ type: "output", output: { kind: "type-check", request: currentRequest(), mode } })
}

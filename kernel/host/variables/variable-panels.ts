import type { Comm } from "../comm-types.ts"
import { comms } from "../comms.ts"
import { CELL_SUFFIX } from "../messages.ts"
import { describeVariable, type VariableDescription } from "./description.ts"
import { type TopLevelValue, topLevelValues } from "./top-level-values.ts"

/** A comm that a front end opens here gets the variables of the cells at once, and again after every cell. */
export const VARIABLES_TARGET = "deltaw.variables"

/** More variables than this are only counted; those declared last are sent. */
const VARIABLES_SENT = 500

const panels = new Set<Comm>()

/** Takes panels of front ends from now on. */
export function offerVariables(): void {
  comms.registerTarget(VARIABLES_TARGET, (comm) => {
    panels.add(comm)
    comm.onClose(() => {
      panels.delete(comm)
    })
    comm.send(variables())
  })
}

/** Tells the open panels how the variables are now; costs nothing where there are none. */
export function refreshVariables(): void {
  if (panels.size === 0) return
  const data = variables()
  for (const comm of panels) comm.send(data)
}

function variables(): { variables: VariableDescription[]; total: number } {
  const { values, total } = topLevelValues(VARIABLES_SENT)
  const described = values.flatMap(description)
  return { variables: described, total: total - (values.length - described.length) }
}

/** A name whose cell failed before it had a value has none. */
function description({ name, read }: TopLevelValue): VariableDescription[] {
  const plainName = name.endsWith(CELL_SUFFIX) ? name.slice(0, -CELL_SUFFIX.length) : name
  try {
    return [describeVariable(plainName, read())]
  } catch {
    return []
  }
}

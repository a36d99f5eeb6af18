import { complete, inspect, isComplete } from "./assistance.ts"
import { commClose, commInfo, commMessage, commOpen } from "./comms.ts"
import { execute } from "./execute.ts"
import type { Handler } from "./handler.ts"
import { history, kernelInfo } from "./information.ts"
import { interrupt, shutdown } from "./lifetime.ts"

const controlTable: readonly (readonly [string, Handler])[] = [
  ["kernel_info_request", kernelInfo],
  ["interrupt_request", interrupt],
  ["shutdown_request", shutdown],
]

/** What is answered on control, at once, while a cell runs. */
export const controlHandlers: ReadonlyMap<string, Handler> = new Map(controlTable)

/** What is answered on shell, in order; clients older than protocol 5.4 send the control messages here, too. */
export const shellHandlers: ReadonlyMap<string, Handler> = new Map([
  ...controlTable,
  ["execute_request", execute],
  ["complete_request", complete],
  ["inspect_request", inspect],
  ["is_complete_request", isComplete],
  ["history_request", history],
  ["comm_info_request", commInfo],
  ["comm_open", commOpen],
  ["comm_msg", commMessage],
  ["comm_close", commClose],
])

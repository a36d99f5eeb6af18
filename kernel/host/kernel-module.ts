// What `import { ... } from "@deltaw/kernel"` offers in cells and in the local files that they import.

export type { Comm, CommHandler, CommOptions, Comms, OpenHandler, ReceivedComm } from "./comm-types.ts"
export { comms } from "./comms.ts"
export { typeCheck } from "./type-check.ts"
export { interact } from "./widgets/interact.ts"
export type * from "./widgets/widget-types.ts"
export { widgets } from "./widgets/widgets.ts"

import { readFileSync } from "node:fs"

/** What the host serves is declared by the compiler itself. */
const [commTypes, widgetTypes] = ["comm-types", "widgets/widget-types"].map((name) =>
  readFileSync(new URL(`../host/${name}.d.ts`, import.meta.url), "utf8"),
)

/** Declarations of the ways to ask the user, and of the module in which cells find what only the kernel can give them. */
export const KERNEL_MODULE_TYPES = `
/**
 * Asks the user for a line of text and waits for it.
 * @param message what to ask
 * @param initial the answer where nothing is typed
 */
declare function prompt(message?: string, initial?: string): string
/** Asks the user a question and waits for the answer: true for \`y\` or \`yes\`. */
declare function confirm(message?: string): boolean
/** Asks the user for a line of text that does not show while it is typed. */
declare function password(message?: string): string

declare module "@deltaw/kernel" {
${commTypes}
  /** Lines between user code and front ends. */
  export const comms: Comms
${widgetTypes}
  /** The widgets of this notebook. */
  export const widgets: Widgets
  export const interact: Interact
}
`

import { readFileSync } from "node:fs"

/** What the host serves is declared by the compiler itself. */
const commTypes = readFileSync(new URL("../host/comm-types.d.ts", import.meta.url), "utf8")

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
  /**
   * Says what a type error in a later cell does: it is shown under the cell (\`warn\`), keeps the cell from running (\`block\`),
   * or is not looked for (\`off\`).
   */
  export function typeCheck(mode: "warn" | "block" | "off"): void
}
`

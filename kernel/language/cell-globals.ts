import { DISPLAY_GLOBALS } from "./display-globals.ts"
import { KERNEL_MODULE_TYPES } from "./kernel-module-types.ts"

/** Declarations of what cells find beside Node's globals: the host's built-in functions, and the modules that the kernel serves. */
export const CELL_GLOBALS = `
${DISPLAY_GLOBALS}
declare module "tslab" {
  /** One function per kind of content; each shows its content below the cell. */
  export interface Display {
    javascript(code: string): void
    html(markup: string): void
    markdown(text: string): void
    latex(text: string): void
    svg(markup: string): void
    png(bytes: Uint8Array): void
    jpeg(bytes: Uint8Array): void
    gif(bytes: Uint8Array): void
    pdf(bytes: Uint8Array): void
    text(text: string): void
    raw(contentType: string, content: string | Uint8Array): void
  }
  /** Every call shows something new. */
  export const display: Display
  /** A display whose later calls redraw what its first call showed. */
  export function newDisplay(): Display
}
${KERNEL_MODULE_TYPES}`

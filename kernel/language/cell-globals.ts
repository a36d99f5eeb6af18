import { KERNEL_MODULE_TYPES } from "./kernel-module-types.ts"

/** Declarations of what cells find beside Node's globals: the host's `display`, and the modules that the kernel serves. */
export const CELL_GLOBALS = `
/** Shows a value below the cell, as the cell's last expression would be shown. */
declare function display(
  value: unknown,
  options?: {
    /** Name under which a later call can redraw what is shown. */
    readonly id?: string
    /** True to redraw what was shown under \`id\`. */
    readonly update?: boolean
  },
): void
declare namespace display {
  /** Takes away what the cell has shown so far; with \`wait\` only when the next output comes. */
  function clear(options?: { readonly wait?: boolean }): void
}

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

declare module "@deltaw/kernel" {
  /**
   * Says what a type error in a later cell does: it is shown under the cell (\`warn\`), keeps the cell from running (\`block\`),
   * or is not looked for (\`off\`).
   */
  export function typeCheck(mode: "warn" | "block" | "off"): void
}
${KERNEL_MODULE_TYPES}`

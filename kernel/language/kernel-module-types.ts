import { readFileSync } from "node:fs"

/** The types of widgets, as the compiler declared them. */
const widgetTypes = readFileSync(new URL("../host/widgets/widget-types.d.ts", import.meta.url), "utf8")

/**
 * Declarations of the ways to ask the user, and of the module in which cells find what only the kernel can give them.
 * Those of comms are the text of `host/comm-types.ts`, as a test asserts.
 */
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
  /** What came on a comm. */
  export interface ReceivedComm {
    readonly data: Record<string, unknown>
    readonly metadata: Record<string, unknown>
    /** Each with memory of its own, so that \`new Float32Array(buffers[0].buffer)\` works. */
    readonly buffers: readonly Uint8Array<ArrayBuffer>[]
  }

  /** Takes what came on a comm; busy lasts until a promise that it returns is settled. */
  export type CommHandler = (message: ReceivedComm) => void | Promise<void>

  /** What goes beside the data of a message. */
  export interface CommOptions {
    readonly metadata?: Record<string, unknown>
    /** Bytes that travel as they are. */
    readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[]
  }

  /** A line to the front end's half of something, such as a widget. */
  export interface Comm {
    readonly id: string
    readonly target: string
    /** True once either side has closed the comm. */
    readonly isClosed: boolean
    /** @throws Error where the comm is closed */
    send(data: Record<string, unknown>, options?: CommOptions): void
    /** Takes messages from now on, in the place of an earlier handler. */
    onMessage(handler: CommHandler): void
    /** Called where the front end closes the comm, in the place of an earlier handler. */
    onClose(handler: CommHandler): void
    /** Closes the comm; nothing happens where it is closed already. */
    close(data?: Record<string, unknown>, options?: CommOptions): void
  }

  /** Called where a front end opens a comm on a target. */
  export type OpenHandler = (comm: Comm, message: ReceivedComm) => void | Promise<void>

  /** Comms of user code. */
  export interface Comms {
    /** Takes comms that front ends open on this target, in the place of an earlier handler. */
    registerTarget(name: string, onOpen: OpenHandler): void
    /** From now on the target is unknown: what is opened on it is closed at once. */
    unregisterTarget(name: string): void
    /** Opens a comm on a target of the front end. */
    openComm(target: string, options?: CommOptions & { readonly data?: Record<string, unknown> }): Comm
  }

  /** Lines between user code and front ends. */
  export const comms: Comms
  /**
   * Says what a type error in a later cell does: it is shown under the cell (\`warn\`), keeps the cell from running (\`block\`),
   * or is not looked for (\`off\`).
   */
  export function typeCheck(mode: "warn" | "block" | "off"): void
${widgetTypes}
  /** The widgets of this notebook. */
  export const widgets: Widgets
  export const interact: Interact
}
`

import { HOST_OBJECT } from "../../host/messages.ts"

/**
 * Names that libraries probe to learn where they run. A cell's `let window = 20` would be visible to them
 * as a global, as V8 keeps one scope for all scripts, and they would take Node for a browser.
 */
const PROBED = new Set([
  HOST_OBJECT,
  "Bun",
  "DedicatedWorkerGlobalScope",
  "Deno",
  "HTMLElement",
  "WorkerGlobalScope",
  "XMLHttpRequest",
  "__dirname",
  "__filename",
  "chrome",
  "define",
  "document",
  "exports",
  "importScripts",
  "localStorage",
  "location",
  "module",
  "name",
  "navigator",
  "require",
  "self",
  "sessionStorage",
  "window",
])

/** Whether a cell's top-level declaration of this name would change a global that others use. */
export function hidesGlobal(name: string): boolean {
  return PROBED.has(name) || name in globalThis
}

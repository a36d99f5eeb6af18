import type { MessagePort } from "node:worker_threads"

/** What the loader thread is started with. */
export interface LoaderData {
  /** Takes `ImportEnd` messages. */
  readonly port: MessagePort
  /** Folder of the notebook. */
  readonly folder: string
}

/** How a cell's import of a local module ended. */
export interface ImportEnd {
  /** Address of the module, without version. */
  readonly url: string
  readonly isLoaded: boolean
}

const REQUEST = "deltaw-import"
let requests = 0

/** Specifier with which a cell asks for the current version of a local module; each is asked once, since Node keeps answers. */
export function moduleRequest(url: string): string {
  requests += 1
  return `${url}?${REQUEST}=${requests}`
}

/** Address of the module that a cell asks for, or null where a specifier is no such request. */
export function requestedModule(specifier: string): string | null {
  const end = specifier.lastIndexOf(`?${REQUEST}=`)
  return end < 0 ? null : specifier.slice(0, end)
}

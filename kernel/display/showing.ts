import type { MimeBundle } from "../host/messages.ts"

/** A value ready to be shown: a MIME bundle and the metadata that goes with it. */
export interface Showing {
  readonly data: MimeBundle
  readonly metadata: Record<string, unknown>
}

/** A showing without metadata. */
export function showing(data: MimeBundle): Showing {
  return { data, metadata: {} }
}

import { createHash } from "node:crypto"
import { DataError } from "./data-error.ts"
import type { DatasetFile } from "./manifest.ts"

/** SHA-256 of bytes, 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}

/**
 * Refuses bytes that are not the file the manifest describes.
 * @param path where they come from, for the message
 * @param remedy what to do, one sentence
 * @throws DataError that names what was expected and what was found
 */
export function refuseOtherBytes(bytes: Uint8Array, expected: DatasetFile, path: string, remedy: string): void {
  const found = sha256(bytes)
  if (found === expected.sha256) return
  const short = bytes.length < expected.bytes ? ` It is shorter than it should be, as a truncated copy is.` : ""
  throw new DataError(
    "wrong-checksum",
    `${path} is not the file of the manifest: expected sha256 ${expected.sha256} (${expected.bytes} bytes), ` +
      `found ${found} (${bytes.length} bytes).${short} ${remedy}`,
  )
}

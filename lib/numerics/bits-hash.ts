import { createHash } from "node:crypto"

/**
 * SHA-256, in hexadecimal, of the bits of numbers: little-endian on every machine, every NaN counted as the same one.
 * Two results have equal hashes when they are the same to the last bit.
 */
export function bitsHash(values: Float32Array | Float64Array): string {
  const { BYTES_PER_ELEMENT: size, length } = values
  const bytes = new DataView(new ArrayBuffer(length * size))
  for (let i = 0; i < length; i++) {
    // DataView may write any NaN; this one is written as the canonical quiet NaN by its bits.
    if (Number.isNaN(values[i]!)) writeNaN(bytes, i * size, size)
    else if (size === 4) bytes.setFloat32(i * size, values[i]!, true)
    else bytes.setFloat64(i * size, values[i]!, true)
  }
  return createHash("sha256").update(bytes).digest("hex")
}

function writeNaN(bytes: DataView, at: number, size: number): void {
  if (size === 4) bytes.setUint32(at, 0x7fc00000, true)
  else bytes.setBigUint64(at, 0x7ff8000000000000n, true)
}

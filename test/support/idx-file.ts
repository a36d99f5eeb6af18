/** An IDX file of unsigned bytes, whatever the values are. */
export function idxFile(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.writeUInt32BE(0x0800 + shape.length)
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i)
  return Uint8Array.from(Buffer.concat([header, values]))
}

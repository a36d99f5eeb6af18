const deepest = 24

/** Where a structure ends, and the integer of its third field, which in a page header is the size of the page. */
export interface ThriftExtent {
  readonly end: number
  readonly thirdField: number
}

/**
 * Walks over a structure in Thrift's compact protocol without building it, and refuses lists that claim more elements than
 * there are bytes: readers that believe them are busy for hours.
 * Source: Apache Thrift, thrift-compact-protocol.md.
 * @param start where the structure begins
 * @throws RangeError where it is damaged, or holds lists of booleans or maps, which Parquet's footers and page headers have not
 */
export function walkThrift(bytes: Uint8Array, start: number): ThriftExtent {
  let at = start
  let thirdField = 0
  const byte = (): number => {
    if (at >= bytes.length) throw new RangeError("its structures are cut off")
    at += 1
    return bytes[at - 1]!
  }
  const varint = (): number => {
    let value = 0
    for (let power = 1; ; power *= 128) {
      const next = byte()
      value += (next & 127) * power
      if (next < 128) return value
    }
  }
  const skip = (count: number): void => {
    at += count
    if (!(at <= bytes.length)) throw new RangeError("its structures are cut off")
  }
  const list = (depth: number): void => {
    const head = byte()
    const size = head >> 4 === 15 ? varint() : head >> 4
    const type = head & 15
    if (size > bytes.length - at || type < 3) throw new RangeError(`a list claims ${size} elements of type ${type}`)
    for (let i = 0; i < size; i += 1) value(type, depth)
  }
  const value = (type: number, depth: number): void => {
    if (type === 1 || type === 2) return
    if (type === 3) skip(1)
    else if (type >= 4 && type <= 6) varint()
    else if (type === 7) skip(8)
    else if (type === 8) skip(varint())
    else if (type === 9 || type === 10) list(depth + 1)
    else if (type === 12) struct(depth + 1)
    else throw new RangeError(`a field has the type ${type}`)
  }
  const struct = (depth: number): void => {
    if (depth > deepest) throw new RangeError(`its structures are more than ${deepest} deep`)
    for (let head = byte(), field = 0; head !== 0; head = byte()) {
      field = head >> 4 === 0 ? varint() / 2 : field + (head >> 4)
      const before = at
      value(head & 15, depth)
      if (depth > 0 || field !== 3 || (head & 15) !== 5) continue
      at = before
      thirdField = varint() / 2
    }
  }
  struct(0)
  return { end: at, thirdField }
}

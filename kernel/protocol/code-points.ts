/** UTF-16 offset of a cursor that counts Unicode code points, as Jupyter's do since 5.2; beyond the end: the end. */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0
  for (let i = 0; i < codePoints && offset < text.length; i++) offset += text.codePointAt(offset)! > 0xffff ? 2 : 1
  return offset
}

/** Code points before a UTF-16 offset. */
export function toCodePointOffset(text: string, offset: number): number {
  let codePoints = 0
  for (let i = 0; i < Math.min(offset, text.length); codePoints++) i += text.codePointAt(i)! > 0xffff ? 2 : 1
  return codePoints
}

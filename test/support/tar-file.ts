/** A file for a tar archive; without content it is a directory. */
export interface TarMember {
  readonly name: string
  readonly content?: Uint8Array
  /** First part of its path, in the field for that. */
  readonly prefix?: string
  /** Type flag, "0" for a file and "5" for a directory unless said. */
  readonly type?: string
}

/** A tar archive in the format ustar, without the two blocks of zeros at its end where `end` is false. */
export function tarFile(members: readonly TarMember[], end = true): Uint8Array {
  const blocks = members.flatMap((member) => {
    const content = member.content ?? new Uint8Array()
    return [header(member, content.length), content, new Uint8Array(-content.length & 511)]
  })
  return Uint8Array.from(Buffer.concat([...blocks, new Uint8Array(end ? 1024 : 0)]))
}

/** Puts the right checksum into the header at the start of some bytes, after a change of it. */
export function signHeader(block: Uint8Array): void {
  block.fill(0x20, 148, 156)
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  block.set(Buffer.from(`${sum.toString(8).padStart(6, "0")}\0 `), 148)
}

function header({ name, prefix = "", type, content }: TarMember, size: number): Uint8Array {
  const block = new Uint8Array(512)
  const put = (at: number, text: string): void => block.set(Buffer.from(text), at)
  put(0, name)
  put(100, "0000644\0")
  put(124, `${size.toString(8).padStart(11, "0")} `)
  put(136, "00000000000\0")
  put(156, type ?? (content === undefined ? "5" : "0"))
  put(257, "ustar\x0000")
  put(345, prefix)
  signHeader(block)
  return block
}

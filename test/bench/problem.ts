/** An error that the command line shows without its stack: a sentence that quotes what is wrong, and what to do about it. */
export function problem(wrong: string, remedy: string): Error {
  return Object.assign(new Error(`${wrong}\n${remedy}`), { name: "Problem" })
}

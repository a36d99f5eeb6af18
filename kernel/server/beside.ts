/** Work that waits for its moment. */
export interface Beside<Result> {
  /** Starts the work unless it has started. */
  begin(): void
  /** Settles as the work does. */
  readonly result: Promise<Result>
}

/**
 * Work that begins when it is called for, and by itself after a while.
 * @param afterMs how long it waits to be called, in ms
 */
export function beside<Result>(work: () => Promise<Result>, afterMs: number): Beside<Result> {
  let begin = () => {}
  const result = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, afterMs)
    begin = () => {
      clearTimeout(timer)
      resolve()
    }
  }).then(work)
  return { begin: () => begin(), result }
}

/** Before so much time has passed nothing is foretold, ms. */
const fewestMs = 2000

/**
 * The time a work will still take, in words, where it goes on as it went so far; empty where that cannot be told yet.
 * @param elapsedMs time since its start, ms
 * @param fraction share of it that is done, 0 to 1
 */
export function timeLeft(elapsedMs: number, fraction: number): string {
  if (elapsedMs < fewestMs || !(fraction > 0.01) || fraction >= 1) return ""
  const seconds = (elapsedMs * (1 - fraction)) / fraction / 1000
  if (seconds < 60) return `about ${Math.max(1, Math.round(seconds))} s left`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `about ${minutes} min left` : `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`
}

/**
 * Does one step of the set-up and prints one line about it: "up to date", or the seconds it took.
 * @param {string} title
 * @param {() => boolean | Promise<boolean>} isCurrent whether nothing has to be done
 * @param {() => Promise<void>} work leaves something that `isCurrent` accepts
 */
export async function step(title, isCurrent, work) {
  const label = `  ${title} `.padEnd(46, ".")
  if (await isCurrent()) {
    console.log(`${label} up to date`)
    return
  }
  const start = performance.now()
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`
  const live = process.stdout.isTTY === true
  process.stdout.write(`${label} `)
  const ticker = live ? setInterval(() => process.stdout.write(`\r${label} ${seconds()}`), 500) : undefined
  try {
    await work()
  } catch (error) {
    console.log(live ? `\r${label} failed     ` : "failed")
    throw error
  } finally {
    clearInterval(ticker)
  }
  console.log(live ? `\r${label} ${seconds()}     ` : seconds())
}

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const LONGEST_SETUP_MS = 30 * 60_000

/**
 * Keeps two set-ups of one checkout apart: the second waits for the first.
 * @template T
 * @param {string} file the lock; holds the process id of who works
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(file, work) {
  mkdirSync(path.dirname(file), { recursive: true })
  let told = false
  while (!take(file)) {
    const holder = holderOf(file)
    if (holder === undefined) rmSync(file, { force: true })
    else {
      if (!told) console.log("  Waiting for another set-up of this folder to end ...")
      told = true
      await sleep(300)
    }
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" })
    return true
  } catch (error) {
    if (error.code === "EEXIST") return false
    throw error
  }
}

/** The living holder; undefined where the lock was left behind. */
function holderOf(file) {
  try {
    const holder = Number(readFileSync(file, "utf8"))
    const ageMs = Date.now() - statSync(file).mtimeMs
    // Written a moment ago and still empty: its holder is between creating and filling it.
    if (!Number.isInteger(holder) || holder <= 0) return ageMs < 2000 ? 0 : undefined
    if (ageMs > LONGEST_SETUP_MS) return undefined
    process.kill(holder, 0)
    return holder
  } catch (error) {
    return error.code === "EPERM" ? 0 : undefined
  }
}

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { root } from "./places.mjs"
import { runProgram } from "./run-program.mjs"

/**
 * Runs mocha on compiled tests and shows its report.
 * @param {string} title printed above the report
 * @param {string[]} args for mocha
 * @param {Record<string, string>} [settings] environment variables for the tests
 * @returns {Promise<{ code: number, passes: number, failures: number, pending: number }>} a run that broke off counts as one failure more
 */
export async function runMocha(title, args, settings = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "deltaw-test-"))
  const counts = path.join(folder, "counts.json")
  try {
    console.log(`\n${title}`)
    const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js")
    const reporter = path.join(root, "kernel", "install", "counting-reporter.cjs")
    const env = { ...process.env, ...settings, DELTAW_TEST_COUNTS: counts }
    const { code } = await runProgram(process.execPath, [mocha, "--reporter", reporter, ...args], {
      cwd: root,
      env,
      show: true,
    })
    const found = existsSync(counts) ? JSON.parse(readFileSync(counts, "utf8")) : { passes: 0, failures: 0, pending: 0 }
    const brokeOff = code !== 0 && found.failures === 0
    return { ...found, failures: found.failures + (brokeOff ? 1 : 0), code: code ?? 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

import path from "node:path"
import { runMocha } from "../mocha.mjs"
import { root } from "../places.mjs"
import { Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { setUp, setUpTests } from "../setup.mjs"
import { browserInstallCommand, findOrInstallBrowser } from "../steps/browser.mjs"

const HELP = `npm test [-- MOCHA ARGUMENTS]: sets up what is missing, then format and lint, types, unit tests and browser tests.
npm run test:long: the tests whose title holds @long.`

const ALL_TESTS = ".build/test/**/*.test.js"
const BROWSER_TESTS = ".build/test/e2e/**/*.test.js"

/**
 * `npm test` and `npm run test:long`.
 * @param {string[]} argv --long, --help; the rest goes to mocha, such as --grep arena
 * @returns {Promise<number>} exit code
 */
export async function testCommand(argv) {
  if (argv.includes("--help")) {
    console.log(HELP)
    return 0
  }
  const long = argv.includes("--long")
  const forMocha = argv.filter((argument) => argument !== "--long")
  const selects = forMocha.some((argument) => /^(-g|-f|--grep|--fgrep)(=|$)/.test(argument))
  const selection = selects ? [] : ["--grep", "@long", ...(long ? [] : ["--invert"])]
  console.log(`Δw in ${root}`)
  await setUp()
  await setUpTests()
  const clean = await checkFormatAndLint()
  const unit = await runMocha("Tests", ["--spec", ALL_TESTS, "--ignore", BROWSER_TESTS, ...selection, ...forMocha])
  const browser = await runBrowserTests([...selection, ...forMocha])
  return conclude(clean, unit, browser, selects)
}

async function checkFormatAndLint() {
  console.log("\nFormat and lint")
  const biome = path.join(root, "node_modules", "@biomejs", "biome", "bin", "biome")
  const { code } = await runProgram(process.execPath, [biome, "check", "--error-on-warnings", "."], {
    cwd: root,
    show: true,
  })
  return code === 0
}

async function runBrowserTests(args) {
  const browser = await findOrInstallBrowser(process.env).catch((error) => {
    console.log(`\n${error.message}`)
    return undefined
  })
  if (browser === undefined) {
    console.log(
      `\nBrowser tests: not run, as no Chromium or Chrome was found. To install one: ${browserInstallCommand()}`,
    )
    const missing = process.env.CI === "true" ? 1 : 0
    return { code: missing, passes: 0, failures: missing, pending: 0 }
  }
  const spec = ["--spec", BROWSER_TESTS]
  return runMocha(`Browser tests in ${browser}`, [...spec, ...args], { DELTAW_CHROME: browser })
}

/** The closing line holds mocha's counts; format and lint count as one failure where they fail. */
function conclude(clean, unit, browser, selects) {
  const passed = unit.passes + browser.passes
  const failed = unit.failures + browser.failures + (clean ? 0 : 1)
  const skipped = unit.pending + browser.pending
  if (!clean) console.log("\nFormat or lint failed: see above; npm run format mends the format.")
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
  if (passed + failed + skipped === 0) {
    throw new Problem(
      "No test was run.",
      selects ? "No title matches --grep." : "There are no compiled tests in .build/test.",
    )
  }
  return clean && unit.code === 0 && browser.code === 0 ? 0 : 1
}

// mocha's usual report, and the counts in the file that DELTAW_TEST_COUNTS names, for the closing line of `npm test`.
const { writeFileSync } = require("node:fs")
const { reporters } = require("mocha")

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats
      writeFileSync(process.env.DELTAW_TEST_COUNTS, JSON.stringify({ passes, failures, pending }))
    })
  }
}

import path from "node:path"
import { buildFolder } from "../places.mjs"
import { Problem } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { compile } from "../setup.mjs"
import { listFiles } from "../stamp.mjs"

/**
 * `npm run bench -- [NAME ...] [--OPTION ...]`: compiles, then runs the benchmarks of test/bench one after the other.
 * @param {string[]} args names of those to run, such as "dnn-glm" (all where none is given), then options handed on to each
 * @returns {Promise<number>} exit code
 */
export async function benchCommand(args) {
  const cut = args.findIndex((argument) => argument.startsWith("--"))
  const names = cut < 0 ? args : args.slice(0, cut)
  const options = cut < 0 ? [] : args.slice(cut)
  await compile()
  const folder = path.join(buildFolder, "test", "bench")
  const present = new Map(
    listFiles([folder], (file) => file.endsWith(".bench.js")).map((file) => [path.basename(file, ".bench.js"), file]),
  )
  const unknown = names.find((name) => !present.has(name))
  if (unknown !== undefined || present.size === 0) {
    const list = [...present.keys()].join(", ") || "none in test/bench/*.bench.ts"
    throw new Problem(
      unknown === undefined ? "There is no benchmark." : `Unknown benchmark "${unknown}".`,
      `There are: ${list}.`,
    )
  }
  let worst = 0
  for (const name of names.length > 0 ? names : present.keys()) {
    console.log(`\n${name}`)
    const { code } = await runProgram(process.execPath, [present.get(name), ...options], { show: true })
    worst = Math.max(worst, code ?? 1)
  }
  return worst
}

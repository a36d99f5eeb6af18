import path from "node:path"
import { pathToFileURL } from "node:url"
import { describeOptions, parseOptions } from "../options.mjs"
import { buildFolder } from "../places.mjs"
import { compile } from "../setup.mjs"

const OPTIONS = {
  "--peers": "PYTHON",
  "--peer-scripts": "DIR",
  "--rounds": "N",
  "--budget-seconds": "S",
  "--out": "DIR",
  "--help": undefined,
}

const HELP = `npm run bench -- [NAME ...] ${describeOptions(OPTIONS)}
Compiles, then runs the benchmarks of these names, or all of them, beside the peers where they are given.
  --peers, --peer-scripts   a Python with JAX and PyTorch, and the folder of their scripts; else DELTAW_PEERS, DELTAW_PEER_SCRIPTS;
                            "kernel" takes a Python with ipykernel and no scripts, and tslab from the folder DELTAW_TSLAB
                            "psytrack" and "rank-training" need no scripts
  --rounds                  how often ours and the peers take turns, 3 where it is not said
  --budget-seconds          how long each row of ours is repeated in a round, 4 where it is not said
  --out                     the folder of results.md and results.json, .build/bench where it is not said`

/**
 * `npm run bench`.
 * @param {string[]} argv names of benchmarks, then options
 * @returns {Promise<number>} exit code
 */
export async function benchCommand(argv) {
  const first = argv.findIndex((argument) => argument.startsWith("--"))
  const names = first < 0 ? argv : argv.slice(0, first)
  const options = parseOptions(first < 0 ? [] : argv.slice(first), OPTIONS)
  if (options["--help"]) {
    console.log(HELP)
    return 0
  }
  await compile()
  const { runBenchmarks } = await import(pathToFileURL(path.join(buildFolder, "test", "bench", "command.js")).href)
  const plain = Object.entries(options).map(([option, value]) => [option.slice("--".length), value])
  return runBenchmarks(names, Object.fromEntries(plain))
}

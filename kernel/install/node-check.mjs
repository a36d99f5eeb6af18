// Every Node that knows modules must be able to parse this file and the entry files beside it: nothing newer than ES2020.

/** The oldest Node that Δw runs on, as [major, minor]. */
export const OLDEST_NODE = [20, 19]

/**
 * The sentence that tells why a Node version cannot be used.
 * @param {string} version such as "18.2.0"
 * @returns {string | undefined} undefined where the version is new enough
 */
export function nodeProblem(version) {
  const numbers = version.split(".").map(Number)
  const oldest = OLDEST_NODE.join(".")
  if (numbers[0] > OLDEST_NODE[0] || (numbers[0] === OLDEST_NODE[0] && numbers[1] >= OLDEST_NODE[1])) return undefined
  return (
    "Node " +
    version +
    " is too old: Δw needs Node " +
    oldest +
    " or later.\n" +
    "Install a current Node from https://nodejs.org and run the command again."
  )
}

/**
 * Runs a command of the bootstrap where Node is new enough, and sets the exit code.
 * @param {() => Promise<(argv: string[]) => Promise<number>>} load imports the command, which may use newer syntax
 */
export function onSupportedNode(load) {
  const problem = nodeProblem(process.versions.node)
  if (problem !== undefined) {
    console.error(problem)
    process.exitCode = 1
    return
  }
  load()
    .then((command) => command(process.argv.slice(2)))
    .then(
      (code) => {
        process.exitCode = code
      },
      (error) => {
        console.error(`\n${error.name === "Problem" ? error.message : error.stack}`)
        process.exitCode = 1
      },
    )
}

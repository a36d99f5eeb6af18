import { Problem } from "./problem.mjs"

/**
 * Reads command-line options; refuses what is not known.
 * @param {string[]} argv such as ["--port", "8890", "--no-browser"]
 * @param {Record<string, string | undefined>} allowed option name to the name of its value; undefined for a plain flag
 * @returns {Record<string, string | true>} option name to its value
 */
export function parseOptions(argv, allowed) {
  const found = {}
  for (let i = 0; i < argv.length; i++) {
    const [name, attached] = splitOnce(argv[i])
    if (!Object.hasOwn(allowed, name)) {
      throw new Problem(`Unknown option "${argv[i]}".`, `Allowed: ${describeOptions(allowed)}.`)
    }
    const valueName = allowed[name]
    if (valueName === undefined) {
      if (attached !== undefined)
        throw new Problem(`Option ${name} takes no value, not "${attached}".`, `Say ${name} alone.`)
      found[name] = true
      continue
    }
    const value = attached ?? argv[++i]
    if (value === undefined || value === "" || (attached === undefined && value.startsWith("--"))) {
      throw new Problem(`Option ${name} wants a value.`, `Say ${name} ${valueName}.`)
    }
    found[name] = value
  }
  return found
}

/**
 * The allowed options as one line.
 * @param {Record<string, string | undefined>} allowed as in parseOptions
 * @returns {string} such as "--port N, --no-browser"
 */
export function describeOptions(allowed) {
  return Object.entries(allowed)
    .map(([name, value]) => (value === undefined ? name : `${name} ${value}`))
    .join(", ")
}

function splitOnce(argument) {
  const at = argument.startsWith("--") ? argument.indexOf("=") : -1
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)]
}

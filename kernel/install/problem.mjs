/** Something the user can mend: what is wrong, and what to do about it. */
export class Problem extends Error {
  /**
   * @param {string} wrong a sentence that quotes the bad value
   * @param {string} remedy what to do
   */
  constructor(wrong, remedy) {
    super(`${wrong}\n${remedy}`)
    this.name = "Problem"
  }
}

const DISK_FULL = /ENOSPC|No space left on device|Errno 28\b|not enough space on the disk/i
const NETWORK = new RegExp(
  [
    "ENOTFOUND|ENOTCACHED|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT",
    "Failed to establish a new connection|name resolution|NameResolutionError|Network is unreachable",
    "Max retries exceeded|Connection refused|Read timed out|Cannot connect to proxy|ProxyError|Temporary failure resolving",
  ].join("|"),
  "i",
)
const FORBIDDEN = /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i

/**
 * Whether a program's output says that the network could not be reached.
 * @param {string} output
 * @returns {boolean}
 */
export function isNetworkFailure(output) {
  return NETWORK.test(output)
}

/**
 * Does something with files of a folder; where they cannot be written, that is a problem with a remedy.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function writable(folder, work) {
  try {
    return await work()
  } catch (error) {
    if (!/^E[A-Z]+$/.test(error.code ?? "")) throw error
    throw new Problem(`${folder} cannot be written: ${error.message}`, "Say another place, or do it as who owns it.")
  }
}

/**
 * Turns the failure of a program of the set-up into a problem with a remedy.
 * @param {string} what the step, such as "Installing the npm packages"
 * @param {{ code: number | null, output: string }} result of the program
 * @returns {Problem}
 */
export function explainFailure(what, { code, output }) {
  const lines = output.trimEnd().split(/\r?\n/)
  const tail = lines
    .filter((line) => !/^npm (?:warn|notice)|^WARNING:|^Ignoring |^Looking in /.test(line))
    .slice(-15)
    .join("\n")
  if (DISK_FULL.test(output)) {
    return new Problem(`${what} failed: the disk is full.`, "Free about 1.5 GB and run the command again.")
  }
  if (isNetworkFailure(output)) {
    return new Problem(
      `${what} failed: the network could not be reached. It is needed the first time only.`,
      `Connect to the network (or set the proxy) and run the command again. The program said:\n${tail}`,
    )
  }
  if (FORBIDDEN.test(output)) {
    return new Problem(
      `${what} failed: a file could not be written.`,
      `Check who owns this folder and run the command again. The program said:\n${tail}`,
    )
  }
  return new Problem(`${what} failed with exit code ${code}.`, `The program said:\n${tail}`)
}

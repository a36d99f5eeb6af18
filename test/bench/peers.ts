import { execFile } from "node:child_process"
import path from "node:path"
import process from "node:process"
import { parseArgs, promisify } from "node:util"

/** One line of a peer's output. */
export interface PeerRow {
  readonly peer: string
  readonly workload: string
  readonly case: string
  /** Seconds of one call. */
  readonly median_s: number
  readonly min_s: number
  /** Microseconds for each unit of work, such as a trial. */
  readonly us_per_unit: number
}

/** Where the peers are: a Python that has them, and the folder of their scripts. */
export interface Peers {
  readonly python: string
  readonly scripts: string
}

/** The peers named by `--peers PYTHON --peer-scripts DIR`, or by DELTAW_PEERS and DELTAW_PEER_SCRIPTS; null where there are none. */
export function peersFromCommandLine(): Peers | null {
  const { values } = parseArgs({ options: { peers: { type: "string" }, "peer-scripts": { type: "string" } } })
  const python = values.peers ?? process.env.DELTAW_PEERS
  const scripts = values["peer-scripts"] ?? process.env.DELTAW_PEER_SCRIPTS
  return python === undefined || scripts === undefined ? null : { python, scripts }
}

/**
 * Runs one workload of the JAX peer on one core.
 * @throws Error that names the command where it cannot be run.
 */
export async function runJax({ python, scripts }: Peers, workload: string): Promise<readonly PeerRow[]> {
  const script = path.join(scripts, "jax_peer.py")
  const { stdout } = await promisify(execFile)(python, [script, "1", workload]).catch((error) => {
    throw new Error(`the JAX peer did not run: ${python} ${script} 1 ${workload}: ${error.stderr || error.message}`)
  })
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as PeerRow)
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

import { fileURLToPath } from "node:url"
import type { PeerPlace } from "./peers.ts"
import { problem } from "./problem.ts"

/** How the benchmarks are run. */
export interface BenchSettings {
  /** Null where the peers are not given. */
  readonly peers: PeerPlace | null
  readonly rounds: number
  /** Seconds for which each row is repeated in each round; the peers have 4 of their own. */
  readonly budgetSeconds: number
  /** Folder of the results. */
  readonly out: string
}

/** Options of the command line, as written, without their dashes. */
export interface BenchOptions {
  readonly peers?: string
  readonly "peer-scripts"?: string
  readonly rounds?: string
  readonly "budget-seconds"?: string
  readonly out?: string
}

/**
 * Reads options, and what they leave out from DELTAW_PEERS and DELTAW_PEER_SCRIPTS.
 * @param needsScripts whether a Python without the folder of the peers' scripts is a mistake
 * @throws Problem quoting an impossible value.
 */
export function benchSettings(
  options: BenchOptions,
  environment: NodeJS.ProcessEnv,
  needsScripts = true,
): BenchSettings {
  const rounds = Number(options.rounds ?? 3)
  if (!Number.isInteger(rounds) || rounds < 1)
    throw problem(`--rounds "${options.rounds}" is no number of rounds.`, "Say a whole number of at least 1.")
  const budgetSeconds = Number(options["budget-seconds"] ?? 4)
  if (!(budgetSeconds > 0 && budgetSeconds <= 600))
    throw problem(`--budget-seconds "${options["budget-seconds"]}" is no time.`, "Say a number from above 0 to 600.")
  const out = options.out ?? fileURLToPath(new URL("../../bench", import.meta.url))
  return { peers: peerPlace(options, environment, needsScripts), rounds, budgetSeconds, out }
}

function peerPlace(options: BenchOptions, environment: NodeJS.ProcessEnv, needsScripts: boolean): PeerPlace | null {
  const python = options.peers ?? (environment.DELTAW_PEERS || undefined)
  const scripts = options["peer-scripts"] ?? (environment.DELTAW_PEER_SCRIPTS || undefined)
  if (python !== undefined && scripts === undefined && needsScripts)
    throw problem(
      `The Python of the peers is given, "${python}", but not the folder of their scripts.`,
      "Say --peer-scripts DIR, or set DELTAW_PEER_SCRIPTS.",
    )
  if (options["peer-scripts"] !== undefined && python === undefined)
    throw problem(
      `The folder of the peers' scripts is given, "${scripts}", but not their Python.`,
      "Say --peers PYTHON, or set DELTAW_PEERS.",
    )
  return python === undefined ? null : { python, scripts: scripts ?? null }
}

import path from "node:path"
import process from "node:process"
import { fileURLToPath, pathToFileURL } from "node:url"
import { type MeasuredLines, readMeasuredLines } from "./measured-line.ts"
import { type Peer, type PeerPlace, peerEnvironment, peers } from "./peers.ts"
import { type Pinning, runPinned } from "./pinned-process.ts"
import type { BenchSettings } from "./settings.ts"
import { type Arm, arms, loadCases } from "./workload.ts"

/** An arm of ours or a peer, ready to run one workload in a process of its own. */
export interface Contestant {
  /** An arm, or the name of a peer. */
  readonly by: string
  /** @throws Error that names the command and quotes what it wrote to standard error, where it fails or prints no row. */
  run(): Promise<MeasuredLines>
}

const childFile = fileURLToPath(new URL("./run-workload.js", import.meta.url))

/** Every arm that has the workload, then every peer that has it; `missing` are the others. */
export async function contestants(
  workload: string,
  file: string,
  { peers: place, budgetSeconds }: BenchSettings,
  pinning: Pinning,
): Promise<{ readonly present: readonly Contestant[]; readonly missing: readonly string[] }> {
  const cases = await loadCases(pathToFileURL(file).href)
  const hasArm = (arm: Arm) => cases.some((entry) => entry.arms.includes(arm))
  const ours = arms.filter(hasArm).map((arm) => ({
    by: arm,
    run: () => {
      const args = [childFile, arm, String(budgetSeconds), file]
      return runMeasuring(`${arm} on ${workload}`, process.execPath, args, pinning, process.env)
    },
  }))
  const hasWorkload = (peer: Peer) => peer.workloads.includes(workload)
  const theirs = (place === null ? [] : peers.filter(hasWorkload)).map((peer) => ({
    by: peer.name,
    run: () => runPeer(place!, peer, workload, pinning),
  }))
  const absent = place === null ? [] : peers.filter((peer) => !hasWorkload(peer)).map(({ name }) => name)
  return { present: [...ours, ...theirs], missing: [...arms.filter((arm) => !hasArm(arm)), ...absent] }
}

/**
 * Runs one workload of a peer on one core, in a process of its own.
 * @throws Error that names the command and quotes what it wrote to standard error, where it fails or prints no row.
 */
export function runPeer(
  place: PeerPlace,
  { name, script }: Peer,
  workload: string,
  pinning: Pinning,
): Promise<MeasuredLines> {
  if (place.scripts === null) throw new Error("The folder of the peers' scripts is not given.")
  const args = [path.join(place.scripts, script), "1", workload]
  return runMeasuring(`${name} on ${workload}`, place.python, args, pinning, peerEnvironment(process.env))
}

async function runMeasuring(
  what: string,
  program: string,
  args: readonly string[],
  pinning: Pinning,
  environment: NodeJS.ProcessEnv,
): Promise<MeasuredLines> {
  const { code, stdout, stderr } = await runPinned(program, args, pinning, environment)
  const fault = (why: string) => new Error(`${what} ${why}: ${[program, ...args].join(" ")}\n${stderr.trimEnd()}`)
  if (code !== 0) throw fault(code === null ? "could not be run to its end" : `ended with exit code ${code}`)
  const lines = readMeasuredLines(stdout)
  if (lines.rows.length === 0) throw fault("printed no row")
  return lines
}

import { spawn, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import process from "node:process"

/** The core to which processes are pinned, or why they are not. */
export type Pinning = { readonly core: number } | { readonly core: null; readonly why: string }

/** How a process ended; `code` is null where it could not be started or was ended by a signal. */
export interface Ending {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The last core that this process may use, where `taskset` can pin to it. */
export function findPinning(platform: NodeJS.Platform = process.platform): Pinning {
  if (platform !== "linux") return { core: null, why: `there is no taskset on ${platform}` }
  const core = lastCore(readFileSync("/proc/self/status", "utf8"))
  if (core === null) return { core: null, why: "the system does not say which cores there are" }
  const { status } = spawnSync("taskset", ["-c", String(core), process.execPath, "--version"])
  return status === 0 ? { core } : { core: null, why: "taskset is missing, or may not pin" }
}

/** The last core in the list of allowed ones of a process's status, such as "0-3,8". */
export function lastCore(status: string): number | null {
  const last = /^Cpus_allowed_list:\s*(?:\S*\D)?(\d+)\s*$/m.exec(status)?.[1]
  return last === undefined ? null : Number(last)
}

/** A command and its arguments that run a program on the pinned core, where there is one. */
export function pinned(
  program: string,
  args: readonly string[],
  { core }: Pinning,
): readonly [string, readonly string[]] {
  return core === null ? [program, args] : ["taskset", ["-c", String(core), program, ...args]]
}

/** Runs a program to its end, on the pinned core where there is one; `onOutput` also gets what it prints, as it comes. */
export function runPinned(
  program: string,
  args: readonly string[],
  pinning: Pinning,
  environment: NodeJS.ProcessEnv,
  onOutput: (text: string) => void = () => {},
): Promise<Ending> {
  const [command, commandArgs] = pinned(program, args, pinning)
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { env: environment, stdio: ["ignore", "pipe", "pipe"] })
    const printed = { stdout: "", stderr: "" }
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        printed[stream] += text
        onOutput(text)
      })
    child.on("error", (error) => resolve({ code: null, stdout: printed.stdout, stderr: error.message }))
    child.on("close", (code, signal) => {
      const end = signal === null ? "" : `ended by ${signal}`
      resolve({ code, stdout: printed.stdout, stderr: printed.stderr + end })
    })
  })
}

import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import process from "node:process"

/** Memory of one process. */
export interface ProcessMemory {
  /** The last parts of its command line that say what it is. */
  readonly name: string
  /** Resident memory in MB, in which pages that several processes share are divided among them. */
  readonly proportionalMb: number
}

/** A process and all that it and its children have started; undefined on systems without /proc. */
export function treeMemory(root: number): readonly ProcessMemory[] | undefined {
  if (process.platform !== "linux") return undefined
  const parents = new Map(processes().map((id) => [id, parentOf(id)]))
  const members = [root]
  for (const member of members) for (const [id, parent] of parents) if (parent === member) members.push(id)
  return members.map((id) => ({ name: nameOf(id), proportionalMb: proportionalMb(id) }))
}

function processes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** Zero for a process that has ended meanwhile. */
function parentOf(id: number): number {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${id}/stat`, "utf8"))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** The program, or the script that an interpreter runs. */
function nameOf(id: number): string {
  const parts = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0").filter(Boolean)
  const script = parts.slice(1).find((part, index) => !part.startsWith("-") || parts[index] === "-m")
  return path.basename(script ?? parts[0] ?? String(id))
}

function proportionalMb(id: number): number {
  const text = readFileSync(`/proc/${id}/smaps_rollup`, "utf8")
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? Number.NaN) / 1024
}

import type { GrowthFigures, SessionFigures } from "./kernel-tasks.ts"
import type { ProcessMemory } from "./process-memory.ts"
import { median } from "./statistics.ts"

/** Everything measured of one kernel, over all rounds. */
export interface KernelFigures {
  readonly startMs: readonly number[]
  readonly sessions: readonly SessionFigures[]
  readonly growths: readonly GrowthFigures[]
}

/** One line of the report: what each kernel took, and how ours stands. */
export interface KernelRow {
  readonly what: string
  readonly unit: "ms" | "MB" | "x"
  /** Kernel -> middle over all rounds; null where it does not have this. */
  readonly medians: Readonly<Record<string, number | null>>
  readonly asked: string
  /** Null where nothing is asked, or where the kernel to compare with was not run. */
  readonly met: boolean | null
}

/** What a row stands for, and when ours is good enough; `peer` is ipykernel's figure, undefined where it was not run. */
interface Measure {
  readonly what: string
  readonly unit: KernelRow["unit"]
  readonly of: (figures: KernelFigures) => number | null
  readonly asked: string
  readonly isMet: (ours: number, peer: number | undefined) => boolean | null
}

const below = (limit: number) => (ours: number) => ours < limit
const notSlowerThanPeer = (ours: number, peer: number | undefined) => (peer === undefined ? null : ours <= peer)
const overSessions = (pick: (session: SessionFigures) => readonly number[]) => (figures: KernelFigures) =>
  median(figures.sessions.flatMap(pick))

const measures: readonly Measure[] = [
  {
    what: "start to kernel_info reply",
    unit: "ms",
    of: ({ startMs }) => median(startMs),
    asked: "under 600, and faster than ipykernel",
    isMet: (ours, peer) => (ours >= 600 ? false : peer === undefined ? null : ours < peer),
  },
  {
    what: "trivial cell, to the reply",
    unit: "ms",
    of: overSessions(({ trivialReply }) => trivialReply),
    asked: "no slower than ipykernel",
    isMet: notSlowerThanPeer,
  },
  {
    what: "trivial cell, from the reply to idle",
    unit: "ms",
    of: overSessions(({ trivialIdle }) => trivialIdle),
    asked: "at most 15",
    isMet: (ours) => ours <= 15,
  },
  {
    what: "25 lines with types, to the reply",
    unit: "ms",
    of: overSessions(({ typedReply }) => typedReply),
    asked: "under 30",
    isMet: below(30),
  },
  {
    what: "200th cell beside the 10th, to the reply",
    unit: "x",
    of: ({ growths }) => median(growths.map(({ earlyReply, lateReply }) => median(lateReply) / median(earlyReply))),
    asked: "at most 1.5",
    isMet: (ours) => ours <= 1.5,
  },
  {
    what: "completion, then the documentation of a name",
    unit: "ms",
    of: overSessions(({ completion }) => completion),
    asked: "under 20",
    isMet: below(20),
  },
  {
    what: "1 MB through a comm and back, the same bytes",
    unit: "ms",
    of: ({ sessions }) => {
      const times = sessions.flatMap(({ echo }) => echo ?? [])
      return times.length === 0 ? null : median(times)
    },
    asked: "under 50",
    isMet: below(50),
  },
  {
    what: "idle memory of all its processes",
    unit: "MB",
    of: ({ sessions }) => {
      const sums = sessions.flatMap(({ memory }) => (memory === undefined ? [] : [sum(memory)]))
      return sums.length === 0 ? null : median(sums)
    },
    asked: "",
    isMet: () => null,
  },
]

/** The rows of a run, ours judged beside ipykernel. */
export function kernelRows(figures: ReadonlyMap<string, KernelFigures>): readonly KernelRow[] {
  return measures.map(({ what, unit, of, asked, isMet }) => {
    const medians = Object.fromEntries([...figures].map(([name, found]) => [name, of(found)]))
    const ours = medians.Δw
    const met = ours === null || ours === undefined ? null : isMet(ours, medians.ipykernel ?? undefined)
    return { what, unit, medians, asked, met }
  })
}

/** The processes of a kernel in one of its sessions, as a sentence; empty where the system does not tell. */
export function memoryList(name: string, { sessions }: KernelFigures): string {
  const memory = sessions.at(-1)?.memory ?? []
  return memory.length === 0
    ? ""
    : `${name}: ${memory.map(({ name: what, proportionalMb }) => `${what} ${proportionalMb.toFixed(0)} MB`).join(", ")}`
}

const sum = (memory: readonly ProcessMemory[]) =>
  memory.reduce((total, { proportionalMb }) => total + proportionalMb, 0)

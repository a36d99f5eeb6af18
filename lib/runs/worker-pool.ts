import process from "node:process"
import { Piscina } from "piscina"
import type { LaneAnswer, LaneReport, LaneTask } from "./lane-messages.ts"

/** Worker threads: borrowed for one run of lanes, used by nobody else meanwhile. */
export interface WorkerPool {
  /** The most tasks that can run at a time. */
  readonly workers: number
  /** Why `end` was called; null before. */
  readonly ended: Error | null
  /** Gives a task to an idle worker; rejects where that worker died or was ended. */
  run(task: LaneTask): Promise<LaneAnswer>
  /** Sends what the workers report to the listener, in place of an earlier one. */
  listen(listener: (report: LaneReport) => void): void
  /** Ends every worker whatever it does; tasks without an answer reject, and so do later ones. */
  end(reason: Error): void
}

/** Threads leave after that much idleness; until then the next run finds them with their modules loaded. */
const idleMs = 30_000

/** The pool that nobody is using. One in use is known to its borrower alone. */
let idle: WorkerPool | null = null

/** A pool of at least so many workers, where possible the one that was returned last. Idle workers do not keep the process alive. */
export function borrowPool(workers: number): WorkerPool {
  const kept = idle
  idle = null
  if (kept !== null && kept.workers >= workers && kept.ended === null) return kept
  kept?.end(new Error("more workers were asked for"))
  return createPool(workers)
}

/** Keeps a pool without unfinished tasks for the next borrower. */
export function returnPool(pool: WorkerPool): void {
  idle?.end(new Error("one idle pool is enough"))
  pool.listen(() => {})
  idle = pool
}

/** Options that change how modules are found: what a worker needs of the command line. */
const aboutModules = /^(--import|--require|-r|--conditions|-C)(=|$)/

/**
 * Options of Node for the workers, where they cannot simply be this thread's: on Node 20 a worker refuses `--input-type`, which is about
 * code on the command line, and options given in its place must not be about the whole process.
 */
function workerOptions(options: readonly string[]): { readonly execArgv?: string[] } {
  if (!options.some((option) => option.startsWith("--input-type"))) return {}
  return {
    execArgv: options.filter((option, i) => {
      const before = options[i - 1] ?? ""
      return aboutModules.test(option) || (aboutModules.test(before) && !before.includes("="))
    }),
  }
}

/** A task whose worker is not free again. */
interface Pending {
  readonly tell: (answer: LaneAnswer) => void
  readonly reject: (reason: Error) => void
}

function createPool(workers: number): WorkerPool {
  const piscina = new Piscina<LaneTask, void>({
    filename: new URL("./lane-worker.js", import.meta.url).href,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: idleMs,
    // Asleep in `Atomics.wait`, a worker would hold up what a lane left running, and let it go on in the midst of the next lane.
    atomics: "disabled",
    recordTiming: false,
    ...workerOptions(process.execArgv),
  })
  let listener: (report: LaneReport) => void = () => {}
  let ended: Error | null = null
  const pending = new Map<number, Pending>()
  const pool: WorkerPool = Object.freeze({
    workers,
    get ended() {
      return ended
    },
    run: (task) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended)
        // Of itself the pool learns only that the worker is free again; the answer comes behind the reports, on the same port as they.
        const answer = new Promise<LaneAnswer>((tell) => pending.set(task.number, { tell, reject }))
        Promise.all([answer, piscina.run(task)])
          .then(([told]) => resolve(told), reject)
          .then(() => pending.delete(task.number))
      }),
    listen(heard) {
      listener = heard
    },
    end(reason) {
      if (ended !== null) return
      ended = reason
      // Not left to the pool, whose own record of a task may be gone where the thread was terminated in the midst of it.
      for (const { reject } of pending.values()) reject(reason)
      void piscina.destroy()
    },
  } satisfies WorkerPool)
  piscina.on("message", (message: LaneAnswer | LaneReport) => {
    if (message.kind !== "answer") return listener(message)
    // A task that is not waited for any more has no entry, and its answer goes nowhere.
    pending.get(message.number)?.tell(message)
  })
  // An error in a worker without a task, which is replaced. Where none can even start, tasks would wait for ever.
  piscina.on("error", (error: Error) => {
    if (pending.size > 0 && piscina.threads.length === 0) pool.end(error)
  })
  return pool
}

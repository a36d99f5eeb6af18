// A program that loads a BLAS with the kernels it is told in worker threads at once, twice over, and then in its own, and prints what
// became of it: node blas-in-threads.js PATH CORE
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import process from "node:process"
import { URL } from "node:url"
import { Worker } from "node:worker_threads"
import { variablesBefore } from "../../lib/engine/blas/native-blas.ts"
import { type BlasWork, type BlasWorkDone, work } from "./blas-worker.ts"

const names = ["OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS"]

/** What is printed, as JSON. */
export interface BlasInThreads {
  readonly done: readonly BlasWorkDone[]
  /** OPENBLAS_CORETYPE and OPENBLAS_NUM_THREADS afterwards: in this process, and in one that it starts. */
  readonly inProcess: readonly (string | null)[]
  readonly inChild: readonly (string | null)[]
  /** Threads that the library started in this process; 0 where they cannot be counted. */
  readonly threadsStarted: number
}

const [, , path = "", core = ""] = process.argv
const variant = { name: "x", variables: { OPENBLAS_CORETYPE: core }, oneRow: "gemv" } as const
const job: BlasWork = { path, variant, before: variablesBefore(["OPENBLAS_CORETYPE"]) }

function inWorker(): Promise<BlasWorkDone> {
  return new Promise((resolve, reject) => {
    // An environment of its own, which C code does not see.
    const worker = new Worker(new URL("./blas-worker.js", import.meta.url), { workerData: job, env: {} })
    worker.once("message", (done) => worker.once("exit", () => resolve(done)))
    worker.once("error", reject)
  })
}

function threads(): number {
  return process.platform === "linux" ? readdirSync("/proc/self/task").length : 0
}

const threadsAtFirst = threads()
const together = () => Promise.all([inWorker(), inWorker(), inWorker()])
const done = [...(await together()), ...(await together())]
done.push(work(job))
// Before a program is started: OpenBLAS ends its threads then.
const threadsStarted = threads() - threadsAtFirst
const print = `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name] ?? null)))`
const printed: BlasInThreads = {
  done,
  inProcess: names.map((name) => process.env[name] ?? null),
  inChild: JSON.parse(execFileSync(process.execPath, ["-e", print], { encoding: "utf8" })),
  threadsStarted,
}
console.log(JSON.stringify(printed))

import { type ChildProcess, fork } from "node:child_process"
import { env } from "node:process"
import { URL } from "node:url"
import type { ProbeAnswer, ProbeJob } from "./probe-answer.ts"

/** How the measuring process is started; other entries serve tests. */
export interface ProbeSettings {
  /** Module that takes a job as its first message and answers by one. */
  readonly entry: URL
  /** How long a library may take to be loaded, checked and measured, on a machine that is busy. */
  readonly limitMs: number
}

const usual: ProbeSettings = { entry: new URL("./probe-child.js", import.meta.url), limitMs: 20_000 }

/** Measures one way to load one library in a process of its own; whatever happens there becomes an answer. */
export function probe(job: ProbeJob, { entry, limitMs }: ProbeSettings = usual): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const child = fork(entry, [], {
      env: environmentOf(job),
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    })
    let answer: ProbeAnswer | undefined
    // What ends a library's process is the library's affair: its answer is in, and it may not hang on its way out.
    const end = (given: ProbeAnswer) => {
      answer ??= given
      child.kill("SIGKILL")
    }
    const lastWords = lastLine(child)
    const timer = setTimeout(() => end(refused(`it gave no result within ${limitMs / 1000} s`, true)), limitMs)
    child.on("message", (given) => end(given as ProbeAnswer))
    child.on("error", (error) => end(refused(`its process failed: ${error.message}`, true)))
    child.on("close", (code, signal) => {
      clearTimeout(timer)
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
      resolve(answer ?? refused(`it brought its process down, which ${how}${lastWords()}`, false))
    })
    child.send(job, (error) => {
      if (error !== null) end(refused(`its process took no job: ${error.message}`, true))
    })
  })
}

function refused(reason: string, final: boolean): ProbeAnswer {
  return { status: "refused", reason, final }
}

/** This process's environment, with what C code sees in place of what a worker thread was given. */
function environmentOf({ before }: ProbeJob): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries({ ...env, ...before }).filter(([, value]) => value !== null),
  ) as NodeJS.ProcessEnv
}

/** The end of what the process wrote to stderr, for the sentence about its death. */
function lastLine(child: ChildProcess): () => string {
  let text = ""
  child.stderr?.on("data", (piece) => {
    text = (text + String(piece)).slice(-2000)
  })
  return () => {
    const line = text.trim().split("\n").at(-1) ?? ""
    return line === "" ? "" : `: ${line}`
  }
}

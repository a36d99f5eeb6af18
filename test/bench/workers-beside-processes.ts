import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { performance } from "node:perf_hooks"
import process from "node:process"
import { short, table } from "./markdown.ts"
import { median } from "./statistics.ts"

/** What a process is told: how many trainings to run on how many workers. */
export interface SweepJob {
  readonly trainings: number
  readonly workers: number
}

/** Least share of the scaling of two processes that two workers of one process have to reach. */
const leastShare = 0.93

/** Two processes that scale worse than this did not have two cores, and workers that share one with others say nothing. */
const leastFree = 1.5

/** Makes this process one that does jobs as they come, and ends with its parent; a job that throws is answered with its message. */
export function answerJobs(work: (job: SweepJob) => Promise<void>): void {
  process.on("message", async (job: SweepJob) => {
    process.send?.(
      await work(job).then(
        () => null,
        (error: Error) => error.message,
      ),
    )
  })
  process.once("disconnect", () => process.exit())
}

/** Seconds until every process has done its job. */
async function seconds(jobs: readonly (readonly [ChildProcess, SweepJob])[]): Promise<number> {
  const began = performance.now()
  const answers = await Promise.all(
    jobs.map(async ([child, job]) => {
      child.send(job)
      const [answer] = await once(child, "message")
      return answer as string | null
    }),
  )
  for (const answer of answers) if (answer !== null) throw new Error(answer)
  return (performance.now() - began) / 1000
}

/**
 * Runs trainings on two workers of one process, beside two processes with one worker and half of them each, and all on one worker: what one
 * memory, one garbage collector and one pool cost. A table and how the demand stands.
 * @param entry file of a process that calls `answerJobs`.
 * @throws Error with the message of a job that threw.
 */
export async function workersBesideProcesses(
  entry: string,
  { trainings, rounds }: { readonly trainings: number; readonly rounds: number },
): Promise<string> {
  const children = [fork(entry), fork(entry)] as const
  const [first, second] = children
  const half: SweepJob = { trainings: trainings / 2, workers: 1 }
  const arms = {
    "one process, one worker": () => seconds([[first, { trainings, workers: 1 }]]),
    "two processes, one worker each": () =>
      seconds([
        [first, half],
        [second, half],
      ]),
    "one process, two workers": () => seconds([[first, { trainings, workers: 2 }]]),
  }
  const times = Object.fromEntries(Object.keys(arms).map((name) => [name, [] as number[]]))
  try {
    // Workers, modules and the BLAS are there from here on.
    await Promise.all([
      seconds([[first, { trainings: 2, workers: 2 }]]),
      seconds([[second, { trainings: 1, workers: 1 }]]),
    ])
    for (let round = 0; round < rounds; round++)
      for (const [name, run] of Object.entries(arms)) times[name]!.push(await run())
  } finally {
    for (const child of children) child.kill()
  }
  return scalingReport(trainings, times)
}

/** The table and how the demand stands; `times` has seconds of each round on one worker, by two processes and on two workers, in this order. */
export function scalingReport(trainings: number, times: Readonly<Record<string, readonly number[]>>): string {
  const [one, processes, workers] = Object.values(times)
  const shares = workers!.map((w, i) => processes![i]! / w)
  const spread = (values: readonly number[]) => `${short(Math.min(...values))} to ${short(Math.max(...values))}`
  const rows = Object.entries(times).map(([name, values]) => [
    name,
    `${short(median(values))} s`,
    spread(values),
    `${short(median(one!) / median(values))} x`,
  ])
  const share = median(shares)
  const free = median(one!) / median(processes!)
  const verdict = share >= leastShare ? "met" : "NOT met"
  const known =
    free >= leastFree ? verdict : `not known, as others had the second core: two processes come to ${short(free)} x`
  const how = `median of ${shares.length} rounds, ${spread(shares)}; asked: ${leastShare}`
  return [
    table([`${trainings} trainings`, "median", "spread", "scaling"], rows),
    `Two workers reach ${short(share)} of the scaling of two processes (${how}): ${known}.`,
  ].join("\n")
}

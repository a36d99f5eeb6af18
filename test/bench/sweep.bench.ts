// npm run bench -- sweep
// 16 trainings of a rate network on two workers of one process, beside two processes with one worker and 8 trainings each: what one
// memory, one garbage collector and one pool cost. Not pinned, since it is about two cores.
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { performance } from "node:perf_hooks"
import { fileURLToPath } from "node:url"
import { short, table } from "./markdown.ts"
import { median } from "./statistics.ts"
import type { SweepJob } from "./sweep-process.ts"

const trainings = 16
const rounds = 7
const leastShare = 0.93

const entry = fileURLToPath(new URL("./sweep-process.js", import.meta.url))

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

const [one, processes, workers] = Object.values(times)
const shares = workers!.map((w, i) => processes![i]! / w)
const spread = (values: readonly number[]) => `${short(Math.min(...values))} to ${short(Math.max(...values))}`
const rows = Object.entries(times).map(([name, values]) => [
  name,
  `${short(median(values))} s`,
  spread(values),
  `${short(median(one!) / median(values))} x`,
])
console.log(table(["16 trainings", "median", "spread", "scaling"], rows))
const share = median(shares)
console.log(
  `Two workers reach ${short(share)} of the scaling of two processes (median of ${rounds} rounds, ${spread(shares)}; asked: ${leastShare}): ${share >= leastShare ? "met" : "NOT met"}.`,
)

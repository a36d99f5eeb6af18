// npm run bench -- sweep
// 16 trainings of a rate network on two workers of one process, beside two processes with one worker and 8 trainings each. Not pinned,
// since it is about two cores.
import { fileURLToPath } from "node:url"
import { workersBesideProcesses } from "./workers-beside-processes.ts"

const entry = fileURLToPath(new URL("./sweep-process.js", import.meta.url))
console.log(await workersBesideProcesses(entry, { trainings: 16, rounds: 7 }))

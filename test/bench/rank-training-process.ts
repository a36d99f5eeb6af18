// A process that runs trainings of the rank study when it is told to: see rank-training.bench.ts.

import { trainRanks } from "./rank-training.ts"
import { answerJobs } from "./workers-beside-processes.ts"

/** Enough that the start of a training counts for little. */
const iterations = 2000

answerJobs(({ trainings, workers }) => trainRanks(trainings, iterations, workers))

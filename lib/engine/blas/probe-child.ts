// Entry of the process that measures one BLAS: a library that crashes, hangs or ends its process ends this one alone.
import process from "node:process"
import { borrowEngine } from "../engine.ts"
import { foreignFunctions } from "./foreign-functions.ts"
import { loadNativeBlas } from "./native-blas.ts"
import { answerProbe, type ProbeJob } from "./probe-answer.ts"

/** Longer than whoever asked waits: for the case that they are gone, as nothing else can end a process that hangs in C. */
const longestSeconds = 60

process.once("message", (job: ProbeJob) => {
  if (process.platform !== "win32") foreignFunctions().load(null).func("alarm", "uint", ["uint"])(longestSeconds)
  process.send?.(answerProbe(job, loadNativeBlas, borrowEngine("fast")))
})
process.once("disconnect", () => process.exit())

// Stands for the process that measures a BLAS, where the library is called and computes wrongly what the job's path says.
import process from "node:process"
import type { NativeBlas, NativeGemm } from "../../lib/engine/blas/native-blas.ts"
import { answerProbe, type Load, type ProbeJob } from "../../lib/engine/blas/probe-answer.ts"
import { borrowEngine } from "../../lib/engine/engine.ts"
import type { Precision } from "../../lib/engine/primitives.ts"

type Fault = "adds although beta is 0" | "forgets to transpose A" | "forgets the last term" | "skips zeros"

process.once("message", (job: ProbeJob) => {
  process.send?.(answerProbe(job, faulty(job.path as Fault), borrowEngine()))
})

/** A plain product with a fault, on the memory that it was asked the address of. */
function faulty(fault: Fault): Load {
  return (path, variant): NativeBlas => {
    let memory = new SharedArrayBuffer(0)
    const gemm =
      (precision: Precision): NativeGemm =>
      (transposeA, transposeB, rows, columns, inner, a, aRow, b, bRow, beta, c, cRow) => {
        const values = precision === "f32" ? new Float32Array(memory) : new Float64Array(memory)
        const [A, B, C] = [a, b, c].map((address) => address / values.BYTES_PER_ELEMENT) as [number, number, number]
        const turned = transposeA && fault !== "forgets to transpose A"
        const terms = fault === "forgets the last term" && inner > 1000 ? inner - 1 : inner
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            let sum = beta === 0 && fault !== "adds although beta is 0" ? 0 : values[C + i * cRow + j]!
            for (let p = 0; p < terms; p++) {
              const factor = values[transposeB ? B + j * bRow + p : B + p * bRow + j]!
              if (factor !== 0 || fault !== "skips zeros")
                sum += values[turned ? A + p * aRow + i : A + i * aRow + p]! * factor
            }
            values[C + i * cRow + j] = sum
          }
      }
    return {
      description: { path, variant, config: "", core: null },
      f32: gemm("f32"),
      f64: gemm("f64"),
      addressOf(buffer) {
        memory = buffer
        return 0
      },
    }
  }
}

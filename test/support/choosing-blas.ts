// A program that chooses a BLAS as if it had measured one, once everybody who was started with it is ready, and prints the choice:
// node choosing-blas.js SPEED FOLDER COUNT
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { chooseBlas } from "../../lib/engine/blas/blas-choice.ts"
import { measuredAt } from "./measured-blas.ts"

const [, , speed = "", folder = "", count = ""] = process.argv
const choice = await chooseBlas({
  probe: async (job) => {
    writeFileSync(join(folder, `${process.pid}.ready`), "")
    while (readdirSync(folder).filter((name) => name.endsWith(".ready")).length < Number(count))
      await new Promise((resolve) => setTimeout(resolve, 5))
    return measuredAt(job, Number(speed))
  },
})
console.log(JSON.stringify(choice))

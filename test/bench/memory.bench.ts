// npm run bench -- memory
// Resident memory over 100,000 small fits in one process: engines borrowed and given back, and whole fits of the DNNGLM.
import process from "node:process"
import { setTimeout } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import { dnnGlm } from "../../lib/inference/dnn-glm/learner.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import { initAdam, stepAdam } from "../../lib/rules/adam.ts"
import { randomAnimal } from "../support/choice-sequences.ts"
import { table } from "./markdown.ts"

const looks = [10_000, 50_000, 100_000]
/** Growth between the first look and the last that still counts as flat: a leak of 100 bytes a fit shows. */
const mostGrowth = 0.1
const megabyte = 2 ** 20

// V8's room for young objects would grow over the first tens of thousands of fits and hide what is looked for.
setFlagsFromString("--semi-space-growth-factor=1")
setFlagsFromString("--expose-gc")
const collectGarbage = runInNewContext("gc") as () => void

/** Descends a least-squares loss, |X w - y|^2 / 2, by 20 steps of Adam: matrices, products, reductions and an optimiser. */
function engineFit(index: number): void {
  const [samples, features] = [24, 8]
  const engine = borrowEngine()
  try {
    const { product, sumOfSquares } = engine.primitives("f32")
    const x = engine.arena.matrix(samples, features, "f32")
    const negativeY = engine.arena.matrix(samples, 1, "f32")
    const residual = engine.arena.matrix(samples, 1, "f32")
    const w = engine.arena.matrix(features, 1, "f32")
    const gradient = engine.arena.matrix(features, 1, "f32")
    const adam = initAdam(engine.arena, features, "f32")
    for (let i = 0; i < x.values.length; i++) x.values[i] = ((i + index) % 13) / 6 - 1
    negativeY.values.fill(-1)
    for (let step = 0; step < 20; step++) {
      const [r, y] = [residual.pointer, negativeY.pointer]
      product(r, 1, y, 1, x.pointer, features, 1, w.pointer, 1, samples, 1, features)
      product(gradient.pointer, 1, 0, 0, x.pointer, 1, features, r, 1, features, 1, samples)
      stepAdam(adam, engine.primitives("f32"), w, gradient, 1e-2)
    }
    if (!Number.isFinite(sumOfSquares(residual.pointer, samples))) throw new Error("the fit left the finite numbers")
  } finally {
    returnEngine(engine)
  }
}

const animal = randomAnimal(foldIn(key(1), 0), 20)
const learner = dnnGlm({ hiddenUnits: 4, epochs: 1 })

async function dnnGlmFit(index: number): Promise<void> {
  await learner.fit([animal], { key: foldIn(key(2), index), onProgress: () => {} })
}

/** Resident memory in MB after 10,000, 50,000 and 100,000 fits, garbage collected before each look. */
async function residentMegabytes(oneFit: (index: number) => void | Promise<void>): Promise<number[]> {
  const seen: number[] = []
  for (let index = 1; index <= looks.at(-1)!; index++) {
    await oneFit(index)
    if (!looks.includes(index)) continue
    collectGarbage()
    // Threads of V8's own give the freed pages back.
    await setTimeout(200)
    collectGarbage()
    seen.push(process.memoryUsage.rss() / megabyte)
  }
  return seen
}

const fits = { "engine: 20 steps of least squares": engineFit, "dnnGlm: 1 epoch of 20 trials": dnnGlmFit }
const rows: string[][] = []
for (const [name, oneFit] of Object.entries(fits)) {
  const seen = await residentMegabytes(oneFit)
  const growth = seen.at(-1)! / seen[0]! - 1
  const verdict = growth <= mostGrowth ? "yes" : "**no**"
  rows.push([name, ...seen.map((mb) => mb.toFixed(1)), `${(100 * growth).toFixed(1)} %`, verdict])
}
console.log("Resident memory in MB after so many fits.\n")
const heads = [
  "fits",
  ...looks.map((count) => count.toLocaleString("en")),
  "growth",
  `flat (at most ${100 * mostGrowth} %)`,
]
console.log(table(heads, rows, 1))

// npm run bench -- denormals
// 1,000 steps of quantities that decay into the denormal range of f32, against the same steps on ordinary numbers.
import type { Arena, Matrix } from "../../lib/engine/arena.ts"
import { borrowEngine, type Engine } from "../../lib/engine/engine.ts"
import { initAdam, stepAdam } from "../../lib/rules/adam.ts"
import { short, table } from "./markdown.ts"
import { median } from "./statistics.ts"
import { measure } from "./timing.ts"

const steps = 1000
const leak = 0.8
const units = 64
const batch = 32
const rounds = 15
const budgetSeconds = 0.15
const mostRatio = 1.3

/** Some steps: sets the quantities to their start, then takes all steps. */
type Run = () => void

interface Decay {
  readonly name: string
  readonly asked: boolean
  prepare(engine: Engine, ordinary: boolean): Run
}

/**
 * Quantities that shrink by a factor each step. Their rows start so that all along the first 700 steps one row after the other falls
 * below 1.2e-38, the smallest normal number; ordinary ones start around 1.
 */
function room(arena: Arena, factor: number, ordinary: boolean): { readonly decaying: Matrix; restart(): void } {
  const decaying = arena.matrix(batch, units, "f32")
  const start = Float32Array.from(decaying.values, (_, i) => {
    const row = Math.floor(i / units)
    return (1 + (i % 7) / 8) * (ordinary ? 1 : 1e-37 / factor ** Math.floor((700 * row) / batch))
  })
  return { decaying, restart: () => decaying.values.set(start) }
}

/** An eligibility trace: e = leak e + (1 - leak) r, with rates r that are 0 where it decays, and its use, slope (.) e. */
function trace(flushed: boolean): Decay["prepare"] {
  return ({ arena, primitives }, ordinary) => {
    const { scale, axpy, flush, hadamard } = primitives("f32")
    const { decaying, restart } = room(arena, leak, ordinary)
    const [rate, slope, out] = [0, 1, 2].map(() => arena.matrix(batch, units, "f32"))
    if (ordinary) rate!.values.fill(0.7)
    slope!.values.fill(0.5)
    const { pointer, values } = decaying
    return () => {
      restart()
      for (let t = 0; t < steps; t++) {
        scale(pointer, leak, values.length)
        axpy(pointer, 1 - leak, rate!.pointer, values.length)
        if (flushed) flush(pointer, values.length)
        hadamard(out!.pointer, slope!.pointer, pointer, values.length)
      }
    }
  }
}

/** Signals that go back through a rectified layer whose weights shrink them, or keep them where they are to stay ordinary. */
const backwardSignal: Decay["prepare"] = ({ arena, primitives }, ordinary) => {
  const { productReluBackward } = primitives("f32")
  const { decaying, restart } = room(arena, leak, ordinary)
  const other = arena.matrix(batch, units, "f32")
  const active = arena.matrix(batch, units, "f32")
  const weights = arena.matrix(units, units, "f32")
  active.values.fill(1)
  weights.values.fill((ordinary ? 1 : leak) / units)
  return () => {
    restart()
    for (let t = 0; t < steps; t++) {
      const [to, from] = t % 2 === 0 ? [other, decaying] : [decaying, other]
      const [c, h, a, b] = [to.pointer, active.pointer, from.pointer, weights.pointer]
      productReluBackward(c, units, h, units, a, units, 1, b, units, batch, units, units)
    }
  }
}

/** Adam where the gradient has become 0, as behind a unit that is never active any more: its first moment shrinks by 0.9 a step. */
const moments: Decay["prepare"] = ({ arena, primitives }, ordinary) => {
  const calls = primitives("f32")
  const { decaying, restart } = room(arena, 0.9, ordinary)
  const size = batch * units
  const state = { ...initAdam(arena, size, "f32"), firstMoment: decaying }
  const parameters = arena.matrix(1, size, "f32")
  const gradient = arena.matrix(1, size, "f32")
  if (ordinary) gradient.values.fill(1e-3)
  return () => {
    restart()
    state.secondMoment.values.fill(1e-6)
    state.powers.fill(1)
    parameters.values.fill(0.1)
    for (let t = 0; t < steps; t++) stepAdam(state, calls, parameters, gradient, 1e-3)
  }
}

const decays: readonly Decay[] = [
  { name: "trace: scale, axpy, flush, hadamard", asked: true, prepare: trace(true) },
  { name: "backward signal: productReluBackward", asked: true, prepare: backwardSignal },
  { name: "moments: adam", asked: true, prepare: moments },
  { name: "trace without flush, to compare", asked: false, prepare: trace(false) },
]

const rows = decays.map(({ name, asked, prepare }) => {
  const engine = borrowEngine()
  const runs = [true, false].map((ordinary) => prepare(engine, ordinary))
  const times: number[][] = [[], []]
  for (let round = 0; round < rounds; round++)
    for (const [i, run] of runs.entries()) times[i]!.push(measure(run, budgetSeconds).medianSeconds)
  const [ordinary, decaying] = times.map((seconds) => (1e6 * median(seconds)) / steps)
  const ratio = decaying! / ordinary!
  const verdict = asked ? [`at most ${mostRatio} x`, ratio <= mostRatio ? "yes" : "**no**"] : ["", ""]
  return [name, short(ordinary!), short(decaying!), `${ratio.toFixed(2)} x`, ...verdict]
})
console.log(`${steps} steps of ${batch} x ${units} numbers in f32, microseconds a step, medians of ${rounds} rounds.\n`)
console.log(table(["steps", "ordinary, us", "decaying, us", "decaying / ordinary", "asked", "met"], rows, 1))

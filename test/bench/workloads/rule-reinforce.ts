import { borrowEngine, returnEngine } from "../../../lib/engine/engine.ts"
import { createReinforceLanes, lossAndGradient } from "../../../lib/inference/reinforce-lanes.ts"
import { exp } from "../../../lib/numerics/elementary.ts"
import { foldIn, key } from "../../../lib/numerics/random-key.ts"
import { randomAnimal } from "../../support/choice-sequences.ts"
import { type Arm, arms, type BenchCase, type Prepared } from "../workload.ts"

const trials = 10_000
/** alpha, adder = alpha beta, and starting weight, each for stimulus and bias: the peer's parameters. */
const parameters = [exp(-5), exp(-3), 0.1 * exp(-5), -0.2 * exp(-3), 0, 0]

/** Loss and gradient of the REINFORCE rule with a rate and a baseline a weight: one run, and twelve in lanes. */
export const cases: readonly BenchCase[] = [
  { name: "animals=1", animals: 1, starts: 1 },
  { name: "animals=12", animals: 12, starts: 1 },
  { name: "starts=12", animals: 1, starts: 12 },
].map(({ name, animals, starts }) => ({
  workload: "rule-reinforce",
  case: `${name} trials=${trials}`,
  unit: "trial",
  units: trials,
  arms,
  prepare: async (arm) => prepare(arm, animals, starts),
}))

function prepare(arm: Arm, animals: number, starts: number): Prepared {
  const engine = borrowEngine(arm === "exact" ? "exact" : "fast")
  const cohort = Array.from({ length: animals }, (_, i) => randomAnimal(foldIn(key(animals), i), trials))
  const runs = cohort.flatMap((animal) => Array.from({ length: starts }, () => animal))
  const lanes = createReinforceLanes(engine.arena, engine.primitives("f32"), runs, "f32")
  const { columns, values } = lanes.parameters
  for (const [slot, value] of parameters.entries())
    for (let lane = 0; lane < runs.length; lane++) values[slot * columns + lane] = value * (1 + 0.01 * (lane % starts))
  return {
    run: () => lossAndGradient(lanes),
    products: [],
    // Signed stimulus, signed choice and reward of every lane, the empty ones of the last vector too.
    elementwiseBytes: 3 * 4 * columns * trials,
    dispose: () => returnEngine(engine),
  }
}

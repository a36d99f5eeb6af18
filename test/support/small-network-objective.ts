import { borrowEngine, returnEngine } from "../../lib/engine/engine.ts"
import type { Objective } from "../../lib/numerics/objective.ts"
import { key } from "../../lib/numerics/random-key.ts"
import { type RateObjectiveOptions, rateObjective } from "../../lib/rules/rate-objective.ts"
import { type RateProblemOptions, rateProblem } from "./rate-problems.ts"

/** Runs `check` on the loss of a small network, N = 12, in f64 as a function of the 144 entries of W alone, at random parameters. */
export async function withNetwork(
  form: RateProblemOptions,
  check: (objective: Objective, point: Float64Array) => Promise<void>,
  more: Partial<RateObjectiveOptions> = {},
): Promise<void> {
  const { network, trials, parameters } = rateProblem(key(30), form)
  const { first, rows, columns } = network.layout.recurrent
  const engine = borrowEngine()
  try {
    const settings = { parameters, trained: ["recurrent"], precision: "f64", ...more } as const
    await check(rateObjective(engine, network, trials, settings), parameters.slice(first, first + rows * columns))
  } finally {
    returnEngine(engine)
  }
}

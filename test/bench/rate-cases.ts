import { type Engine, returnEngine } from "../../lib/engine/engine.ts"
import { createRatePass } from "../../lib/networks/rate-forward.ts"
import { type RateNetwork, type RateNetworkOptions, rateNetwork } from "../../lib/networks/rate-network.ts"
import type { RunnablePass } from "../../lib/networks/rate-pass.ts"
import { normal } from "../../lib/numerics/distributions.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import type { Trials } from "../../lib/tasks/trials.ts"
import { engineOf } from "./engines.ts"
import { type Arm, arms, type BenchCase, type Prepared } from "./workload.ts"

/** N, B and T of a row. */
export interface RateSize {
  readonly units: number
  readonly trials: number
  readonly steps: number
}

/** What a workload of rate networks times: the shape of its network, its trials, and the call. */
export interface RateWorkload {
  readonly workload: string
  readonly unit: string
  /** Calls' units: time steps, or 1. */
  units(size: RateSize): number
  readonly network: Omit<RateNetworkOptions, "units">
  /** Standard deviations of W, U and w. */
  deviations(size: RateSize): readonly [recurrent: number, input: number, readout: number]
  target(network: RateNetwork, size: RateSize): Trials["target"]
  /** Allocates on the pass what the call needs. */
  bind(pass: RunnablePass): () => void
  products(network: RateNetwork, size: RateSize): Prepared["products"]
  /** Bytes that the elementwise work of a call moves for each of the T B N elements. */
  readonly bytesPerElement: number
}

/** The rows of a workload of rate networks, under the peers' names. */
export function rateCases(workload: RateWorkload, sizes: readonly (readonly [number, number, number])[]): BenchCase[] {
  return sizes.map(([units, trials, steps]) => {
    const size = { units, trials, steps }
    return {
      workload: workload.workload,
      case: `N=${units} B=${trials} T=${steps}`,
      unit: workload.unit,
      units: workload.units(size),
      arms,
      prepare: (arm: Arm) => prepare(workload, size, arm),
    }
  })
}

async function prepare(workload: RateWorkload, size: RateSize, arm: Arm): Promise<Prepared> {
  const engine: Engine = await engineOf(arm)
  const network = rateNetwork({ ...workload.network, units: size.units })
  const { steps, trials, units } = size
  const inputs = normal(key(4), steps * trials * network.inputs)
  const pass = createRatePass(engine, network, { steps, trials, inputs, target: workload.target(network, size) }, "f32")
  for (const [index, deviation] of workload.deviations(size).entries()) {
    const { first, rows, columns } = Object.values(network.layout)[index]!
    const draws = normal(foldIn(key(5), index), rows * columns)
    pass.parameters.values.set(
      draws.map((value) => deviation * value),
      first,
    )
  }
  return {
    run: workload.bind(pass),
    products: workload.products(network, size),
    elementwiseBytes: workload.bytesPerElement * steps * trials * units,
    dispose: () => returnEngine(engine),
  }
}

import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { type Engine, returnEngine } from "../../lib/engine/engine.ts"
import { lossAndGradient } from "../../lib/inference/rule-network/passes.ts"
import { type PackedTrials, packTrials } from "../../lib/inference/rule-network/trials.ts"
import type { Adjoint, Workspace } from "../../lib/inference/rule-network/workspace.ts"
import { foldIn, key } from "../../lib/numerics/random-key.ts"
import { randomAnimal } from "../support/choice-sequences.ts"
import { engineOf } from "./engines.ts"
import { type Arm, arms, type BenchCase, type Prepared, type ProductCount } from "./workload.ts"

/** Trials of each animal. */
export const trials = 10_000
/** Trials through which gradients reach back. */
export const chunkTrials = 500
/** Units of each hidden layer. */
export const hiddenUnits = 32

/** What a workload of rule networks times: a network, and what its products and its elementwise work are. */
export interface RuleWorkload {
  readonly workload: string
  prepare(engine: Engine, packed: PackedTrials): { readonly work: Workspace; readonly adjoint: Adjoint }
  /** Starting parameters. */
  readonly parameters: Float64Array
  products(animals: number, sliceRows: number): readonly ProductCount[]
  /** Bytes that the elementwise work moves for each animal's trial. */
  readonly bytesPerTrial: number
}

/** Loss and gradient of a rule network over cohorts of 1 and 12 animals, under the peers' names. */
export function ruleCases(workload: RuleWorkload): readonly BenchCase[] {
  return [1, 12].map((animals) => ({
    workload: workload.workload,
    case: `animals=${animals} trials=${trials}`,
    unit: "trial",
    units: trials,
    arms,
    prepare: (arm: Arm) => prepare(workload, animals, arm),
  }))
}

async function prepare(workload: RuleWorkload, animals: number, arm: Arm): Promise<Prepared> {
  const engine = await engineOf(arm)
  const cohort: ChoiceSequence[] = Array.from({ length: animals }, (_, i) =>
    randomAnimal(foldIn(key(animals), i), trials),
  )
  const { work, adjoint } = workload.prepare(engine, packTrials(engine.arena, cohort, "f32"))
  work.parameters.values.set(workload.parameters)
  return {
    run() {
      const pass = lossAndGradient(work, adjoint)
      while (!pass.next().done);
    },
    products: workload.products(animals, work.sliceRows),
    elementwiseBytes: workload.bytesPerTrial * animals * trials,
    dispose: () => returnEngine(engine),
  }
}

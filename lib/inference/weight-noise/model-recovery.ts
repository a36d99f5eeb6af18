import { type ColumnTable, table } from "arquero"
import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import { foldIn, type Key, split } from "../../numerics/random-key.ts"
import type { Progress, Solution } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import type { LaneContext } from "../../runs/lane.ts"
import { executeLanes } from "../../runs/lanes.ts"
import { fitWalk } from "./fit.ts"
import { type WeightNoiseOptions, weightNoiseWalk } from "./learner.ts"
import { simulateWeightNoise, type WeightNoiseLearner } from "./simulated-choices.ts"

/** The family whose members are told apart: no learning, one rate, a rate a weight, and a baseline besides. */
export const weightNoiseFamily: Readonly<Record<string, WeightNoiseOptions>> = Object.freeze({
  RF_0: { rule: "none" },
  RF_1: { rate: "shared" },
  RF_K: { rate: "perWeight" },
  RF_beta: { rate: "perWeight", baseline: "signed" },
})

/** Learners of each kind at the published sizes of noise, rates and adders, but for the number of trials; (bias, stimulus). */
const generators: Readonly<Record<string, Omit<WeightNoiseLearner, "trials">>> = {
  RF_0: { log2Sigma: [-4, -5] },
  RF_1: { log2Sigma: [-4, -5], log2Alpha: [-6, -6] },
  RF_K: { log2Sigma: [-4, -5], log2Alpha: [-6, -8] },
  RF_beta: { log2Sigma: [-5, -6], log2Alpha: [-6, -7], adder: [-0.15, 0.1] },
}

/** Options of `modelRecovery`. */
export interface ModelRecoveryOptions {
  readonly key: Key
  /** Trials of each simulated animal, 10,000 unless told. */
  readonly trials?: number
  /** Animals simulated of each kind, whose AIC are added; 1 unless told. */
  readonly animals?: number
  /** Learners to simulate in place of the published ones, by member of the family. */
  readonly generators?: Readonly<Record<string, Omit<WeightNoiseLearner, "trials">>>
  /** The most worker threads; results never depend on it. */
  readonly workers?: number
  readonly onProgress?: (progress: Progress) => void
}

/** Which model wins on choices of which. */
export interface ModelRecovery {
  readonly names: readonly string[]
  /** AIC of each fit (column) to choices of each generator (row); NaN where the user stopped first. */
  readonly aic: readonly (readonly number[])[]
  /** Rows whose lowest AIC is on the diagonal. */
  readonly recovered: number
}

/**
 * Simulates animals of each kind of the family and fits all kinds to each, on worker threads.
 * @returns `table`: one row a pair, with its AIC and the difference to the best of the row.
 * @throws on an unknown option or an impossible value.
 * @see Ashwood et al. 2020, NeurIPS 33:3442, figure 3.
 */
export async function modelRecovery(options: ModelRecoveryOptions): Promise<Solution<ModelRecovery, ColumnTable>> {
  refuseUnknownKeys("modelRecovery", options, ["key", "trials", "animals", "generators", "workers", "onProgress"])
  const trials = integerOption("modelRecovery: trials", options.trials ?? 10_000, 1)
  const animals = integerOption("modelRecovery: animals", options.animals ?? 1, 1)
  const { key, workers, onProgress } = options
  const names = Object.keys(weightNoiseFamily)
  const simulated = { ...generators, ...options.generators }
  refuseUnknownKeys("modelRecovery: generators", simulated, names)
  const keys = split(key, names.length)
  const lanes = names.flatMap((generator, row) =>
    names.map((model) => ({
      module: import.meta.url,
      export: "recoveryCell",
      spec: { learner: { ...simulated[generator]!, trials }, model, animals },
      key: keys[row]!,
    })),
  )
  const running = { label: "Model recovery", ...(workers && { workers }), ...(onProgress && { onProgress }) }
  const { value: outcomes, status, message } = await executeLanes<number>(lanes, running)
  const aic = names.map((_, row) =>
    names.map((_, column) => {
      const { status: ended, result } = outcomes[row * names.length + column]!
      return ended === "done" ? result! : Number.NaN
    }),
  )
  const recovered = aic.filter((row, i) => row[i] === Math.min(...row)).length
  return Object.freeze({
    value: Object.freeze({ names, aic, recovered }),
    table: recoveryTable(names, aic),
    status,
    message: status === "converged" ? `${recovered} of ${names.length} models are recovered by AIC.` : message,
    info: Object.freeze({ recovered, cells: lanes.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: key.words,
      options: Object.freeze({ trials, animals, generators: simulated }),
    }),
  } satisfies Solution<ModelRecovery, ColumnTable>)
}

/** One pair of `modelRecovery`, as a worker computes it: the AIC of one model on animals of one kind. */
export async function recoveryCell(
  spec: { readonly learner: WeightNoiseLearner; readonly model: string; readonly animals: number },
  key: Key,
  { onProgress }: LaneContext,
): Promise<number> {
  let aic = 0
  for (let i = 0; i < spec.animals; i++) {
    const { choices } = simulateWeightNoise(spec.learner, foldIn(key, i))
    const made = weightNoiseWalk({ ...weightNoiseFamily[spec.model], initialSigma: 1 })
    aic += (await fitWalk(made, [choices], { onProgress })).info.aic
  }
  return aic
}

function recoveryTable(names: readonly string[], aic: readonly (readonly number[])[]): ColumnTable {
  const cells = names.flatMap((generator, row) => names.map((model, column) => ({ generator, model, row, column })))
  return table({
    generator: cells.map(({ generator }) => generator),
    model: cells.map(({ model }) => model),
    aic: cells.map(({ row, column }) => aic[row]![column]!),
    aboveBest: cells.map(({ row, column }) => aic[row]![column]! - Math.min(...aic[row]!)),
  })
}

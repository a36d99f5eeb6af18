import { evaluateNetwork, generalisationGap, type NetworkEvaluation } from "../../analysis/generalisation-gap.ts"
import { leadingEigenvalues } from "../../analysis/leading-eigenvalues.ts"
import { watchAlignment } from "../../analysis/watched-alignment.ts"
import { type Key, split } from "../../numerics/random-key.ts"
import type { Status } from "../../numerics/solution.ts"
import { type GradientControl, gradientControls } from "../../rules/gradient-controls.ts"
import { objectives } from "../../rules/objectives.ts"
import { optimizers } from "../../rules/optimizers.ts"
import { recurrentRules } from "../../rules/recurrent-rules.ts"
import { train } from "../../rules/train.ts"
import type { LaneContext } from "../../runs/lane.ts"
import { type OpenSetting, openSetting } from "./setting.ts"
import type { CurvatureSpec } from "./spec.ts"

/** What one training gave: one entry a measurement in each list. */
export interface CurvatureResult {
  /** Iterations done. */
  readonly iterations: Float64Array
  /** On the training data, without weight decay. */
  readonly trainLoss: Float64Array
  /** Of the noisy test. */
  readonly testLoss: Float64Array
  /** Shares of right answers; NaN where values are asked for, and for clean data where there are none. */
  readonly trainAccuracy: Float64Array
  readonly cleanAccuracy: Float64Array
  readonly noisyAccuracy: Float64Array
  /** Of the noisy test: accuracy lost, or loss added. */
  readonly gap: Float64Array
  /** lambda_1 of the loss with weight decay, with respect to W. */
  readonly eigenvalue: Float64Array
  /** Medians over the batches that were looked at, with what a control makes of them. */
  readonly rho: number
  readonly cosine: number
  /** Why the run is listed rather than averaged; null for a good one. */
  readonly failure: string | null
  readonly status: Status
}

/** Early in training everything goes fast: it is measured at these iterations as well. */
const early = [50, 100, 150, 200, 300, 400]
const quiet = { onProgress: () => {} }

/** Trains one network by a rule and measures loss, generalisation and curvature on the way. All arms of one key share task, start and batches. */
export async function runCurvature(
  spec: CurvatureSpec,
  key: Key,
  { onProgress }: Pick<LaneContext, "onProgress">,
): Promise<CurvatureResult> {
  const [settingKey, trainKey, eigenKey] = split(key, 3) as [Key, Key, Key]
  const setting = await openSetting(spec, settingKey)
  const measurements: Measurement[] = []
  const { rule, alignments } = watchAlignment(recurrentRules[spec.rule](), spec.alignEvery)
  const { iterations, batch, clipNorm, weightDecay } = spec
  const control = controlOf(spec)
  const { share = 1, tangent = 0 } = { ...control?.options }
  const { value, status } = await train(setting.network, setting.task, rule, optimizerOf(spec), {
    ...{ key: trainKey, start: setting.start, iterations, batch, weightDecay, mode: "fast", onProgress },
    ...(clipNorm === null ? {} : { clipNorm }),
    ...(control === undefined ? {} : { control }),
    checkpoints: {
      every: 50,
      look: async (done, parameters) => {
        if (done % spec.measureEvery !== 0 && done !== iterations && !early.includes(done)) return
        const measured = await measure(setting, spec, parameters, { done, key: eigenKey })
        if (measured !== null) measurements.push(measured)
      },
    },
  })
  const isLost = status === "failed" || Number.isNaN(measurements.at(-1)?.trainLoss)
  const column = (name: keyof Measurement) => Float64Array.from(measurements, (each) => each[name])
  return Object.freeze({
    iterations: column("iteration"),
    trainLoss: column("trainLoss"),
    testLoss: column("testLoss"),
    trainAccuracy: column("trainAccuracy"),
    cleanAccuracy: column("cleanAccuracy"),
    noisyAccuracy: column("noisyAccuracy"),
    gap: column("gap"),
    eigenvalue: column("eigenvalue"),
    rho: share * median(alignments.map(({ rho }) => rho)),
    cosine: median(alignments.map(({ cosine }) => cosine)) / Math.sqrt(1 + tangent ** 2),
    failure: isLost ? `not finite after ${value.losses.length} of ${iterations} iterations` : null,
    status,
  } satisfies CurvatureResult)
}

interface Measurement {
  readonly iteration: number
  readonly trainLoss: number
  readonly testLoss: number
  readonly trainAccuracy: number
  readonly cleanAccuracy: number
  readonly noisyAccuracy: number
  readonly gap: number
  readonly eigenvalue: number
}

/** Measures a network; null where the user stopped it meanwhile, and NaN for what is not finite. */
async function measure(
  { network, train: training, clean, noisy, hessian }: OpenSetting,
  { weightDecay }: CurvatureSpec,
  parameters: ArrayLike<number>,
  { done, key }: { readonly done: number; readonly key: Key },
): Promise<Measurement | null> {
  const evaluations = []
  for (const trials of [training, noisy, ...(clean === null ? [] : [clean])])
    evaluations.push(await evaluateNetwork(network, parameters, trials(), quiet))
  if (evaluations.some(({ status }) => status === "stopped")) return null
  const [trained, tested, cleanly] = evaluations.map(({ value }) => value) as [
    NetworkEvaluation,
    NetworkEvaluation,
    NetworkEvaluation?,
  ]
  const objective = await objectives.rate(network, hessian, { parameters, trained: ["recurrent"], weightDecay })
  try {
    const { first, rows, columns } = network.layout.recurrent
    const recurrent = Float64Array.from({ length: rows * columns }, (_, i) => parameters[first + i]!)
    const { value, status } = await leadingEigenvalues(objective, recurrent, { key, tolerance: 1e-3, ...quiet })
    if (status === "stopped") return null
    return {
      iteration: done,
      trainLoss: trained.loss,
      testLoss: tested.loss,
      trainAccuracy: trained.accuracy ?? Number.NaN,
      cleanAccuracy: cleanly?.accuracy ?? Number.NaN,
      noisyAccuracy: tested.accuracy ?? Number.NaN,
      gap: generalisationGap(trained, tested),
      eigenvalue: value.largest[0]?.eigenvalue ?? Number.NaN,
    }
  } finally {
    objective.dispose()
  }
}

function controlOf({ control }: CurvatureSpec): GradientControl | undefined {
  if (control === undefined) return undefined
  if (control.name === "scaled") return gradientControls.scaled({ share: control.share })
  const { tangent, share = 1 } = control
  return gradientControls.noisy({ tangent, share })
}

function optimizerOf({ rate, iterations }: CurvatureSpec) {
  return typeof rate === "number" ? optimizers.sgd({ rate }) : optimizers.decayingSgd({ ...rate, iterations })
}

function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).toSorted((one, other) => one - other)
  const half = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

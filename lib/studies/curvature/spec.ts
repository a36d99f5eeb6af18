/** Tasks of the study with their networks. */
export const settings = ["pattern generation", "delayed match", "row glyphs", "row MNIST"] as const

/** One of `settings`. */
export type Setting = (typeof settings)[number]

/** Learning rules of the study, by their names in `recurrentRules`; MDGL and ModProp know every weight, M = W. */
export const studiedRules = ["bptt", "mdgl", "modProp", "threeFactor"] as const

/** One of `studiedRules`. */
export type StudiedRule = (typeof studiedRules)[number]

/** One training. */
export interface CurvatureSpec {
  readonly setting: Setting
  /** N. */
  readonly units: number
  /** T of pattern generation; the other tasks have their own. */
  readonly steps: number
  readonly batch: number
  readonly rule: StudiedRule
  /** What figures and tables call the training: the rule with what is done to its step. */
  readonly arm: string
  /** A control of the step. */
  readonly control?:
    | { readonly name: "scaled"; readonly share: number }
    | { readonly name: "noisy"; readonly tangent: number; readonly share?: number }
  /** eta, or one that falls from `high` to `low` over the second half. */
  readonly rate: number | { readonly high: number; readonly low: number }
  /** c. */
  readonly weightDecay: number
  /** Greatest norm of a gradient; null where there is none. */
  readonly clipNorm: number | null
  readonly iterations: number
  /** Iterations from one measurement to the next. */
  readonly measureEvery: number
  /** Iterations from one look at the alignment to the next. */
  readonly alignEvery: number
  /** Trials of the loss whose Hessian is measured. */
  readonly hessianTrials: number
}

/** The rate of the first step. */
export function firstRate({ rate }: Pick<CurvatureSpec, "rate">): number {
  return typeof rate === "number" ? rate : rate.high
}

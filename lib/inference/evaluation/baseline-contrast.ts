/** One question about a negative baseline: a model against the control that answers it. */
export interface BaselineContrast {
  readonly name: "gap" | "rewardTerms" | "perseveration" | "stimulusBaseline" | "choiceKernel"
  readonly question: string
  /** Labels of the learner and of what it is compared with. */
  readonly model: string
  readonly control: string
  /** Nats per trial that the model is above the control. */
  readonly difference: number
  /** 95 % interval over resampled sessions, or animals where there are five; null with fewer than two. */
  readonly interval: readonly [low: number, high: number] | null
  readonly trials: number
  /** Parameters that the model has more than the control. */
  readonly extraParameters: number
}

import type { Connectivity, Matching } from "../../networks/connectivity/connectivity.ts"
import { connectivity } from "../../networks/connectivity/kinds.ts"
import { choiceOption } from "../../numerics/options.ts"
import { contextDecisionMaking } from "../../tasks/context-decision-making.ts"
import type { DecisionTask } from "../../tasks/decision-trials.ts"
import { delayedMatchToSample } from "../../tasks/delayed-match-to-sample.ts"
import { twoAlternativeForcedChoice } from "../../tasks/two-alternative-forced-choice.ts"

/** The tasks of the study. */
export const richLazyTasks = Object.freeze({
  "2AF": twoAlternativeForcedChoice,
  DMS: delayedMatchToSample,
  CXT: contextDecisionMaking,
})

/** Short name of a task of the study. */
export type RichLazyTask = keyof typeof richLazyTasks

/** Kinds of starting connectivity beside ranks. */
export const structures = ["gaussian", "erdosRenyi", "chainMotif", "daleBalanced", "daleUnbalanced", "emProxy"] as const

/** One training. */
export interface RichLazySpec {
  readonly task: RichLazyTask
  /** N. */
  readonly units: number
  /** Rank of W(0), or a structure. */
  readonly start:
    | { readonly rank: number; readonly match?: Matching }
    | { readonly structure: (typeof structures)[number] }
  /** g. */
  readonly gain: number
  /** 100 makes a plain rectified network, a = dt / tau = 1. */
  readonly dtMs: number
  readonly iterations: number
  readonly batch: number
  readonly rate: number
  readonly probeTrials: number
  readonly kernelTrials: number
  /** Runs below this share of right decisions are listed, not averaged. */
  readonly leastAccuracy: number
}

/** A training from a start of low rank, and two more from what it found. */
export interface AlignedSpec extends RichLazySpec {
  readonly start: { readonly rank: number }
}

/** One training on images row by row. */
export interface RowImagesSpec extends Omit<RichLazySpec, "task" | "start" | "dtMs"> {
  readonly task: RowImages
  readonly start: { readonly rank: number; readonly match?: Matching }
}

/** Images of the study: glyphs of digits that are made, and MNIST. */
export const rowImages = ["row glyphs", "row MNIST"] as const

/** One of `rowImages`. */
export type RowImages = (typeof rowImages)[number]

/** The task of a spec. */
export function taskOf({ task }: RichLazySpec): DecisionTask {
  choiceOption("rich-lazy: task", task, Object.keys(richLazyTasks))
  return richLazyTasks[task]()
}

/** The starting connectivity of a spec. */
export function connectivityOf({ start, gain }: Pick<RichLazySpec, "start" | "gain">): Connectivity {
  if ("rank" in start) return connectivity.lowRank({ ...start, gain })
  choiceOption("rich-lazy: structure", start.structure, structures)
  if (start.structure === "daleBalanced") return connectivity.dale({ gain })
  if (start.structure === "daleUnbalanced") return connectivity.dale({ gain, balance: "unbalanced" })
  return connectivity[start.structure]({ gain })
}

import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequences, type Subjects } from "../../data/subjects.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import type { FittedLearner } from "../learner.ts"
import { matched, type NearbyCounter, nearbyCounter, visitedWeights } from "./visited.ts"

/** One fitted rule, or several of the same kind, such as one a seed or one an animal: what is read off is then told with its spread. */
export type Fits = Fitted | readonly Fitted[]

/** A fitted learner that learns something. */
export type FittedRule = FittedLearner & Required<Pick<FittedLearner, "update">>

/** Fitted rules that are read together, and the animals whose trials say where they have been. */
export interface Ensemble {
  readonly label: string
  readonly rules: readonly FittedRule[]
  readonly animals: readonly ChoiceSequence[]
  /** Names of the animals, for tables. */
  readonly names: string
  readonly synthetic: boolean
  /** Trials near a cell, in the fit that has fewest. */
  readonly near: NearbyCounter
  /** 25 stimulus weights over the range that the fits visited. */
  readonly visited: readonly number[]
}

/**
 * Fitted rules of one kind with the animals they were fitted to. A fit to some of the animals only, such as one an animal, counts the
 * trials of those.
 * @throws where there is none, one learns nothing, their labels differ, or one was fitted to none of the animals.
 */
export function ensemble(caller: string, fits: Fits, subjects: Subjects): Ensemble {
  const list = Array.isArray(fits) ? (fits as readonly Fitted[]) : [fits as Fitted]
  if (list.length === 0) throw new RangeError(`${caller} got an empty list; it needs at least one fit`)
  const rules = list.map((fitted) => fittedRule(caller, fitted))
  const [first] = rules as [FittedRule, ...FittedRule[]]
  const stranger = rules.find(({ label }) => label !== first.label)
  if (stranger)
    throw new RangeError(`${caller} reads fits of one learner together, got ${first.label} and ${stranger.label}`)
  const animals = choiceSequences(caller, subjects)
  const known = rules.map((rule) => {
    const own = animals.filter(({ animal }) => rule.trajectories.some((trajectory) => trajectory.animal === animal))
    const trained = own.length > 0 ? own : animals
    return { trained, trajectories: matched(rule, trained) }
  })
  const counters = known.map(({ trained, trajectories }) => nearbyCounter(trained, trajectories))
  return {
    label: first.label,
    rules,
    animals,
    names: animals.map(({ animal }) => animal).join(", "),
    synthetic: animals.some(({ synthetic }) => synthetic),
    near: (...cell) => Math.min(...counters.map((near) => near(...cell))),
    visited: visitedWeights(known.flatMap(({ trajectories }) => trajectories)),
  }
}

/**
 * The fitted learner, where it has a rule.
 * @throws where it learns nothing.
 */
export function fittedRule(caller: string, fitted: Fitted): FittedRule {
  const learner = fittedLearner(caller, fitted)
  const { update } = learner
  if (update === undefined)
    throw new Error(
      `${caller}: ${learner.label} learns nothing, or changes other weights than those of stimulus and bias, so there is no such rule to show`,
    )
  return { ...learner, update }
}

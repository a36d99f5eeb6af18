import type { ChoiceSequence } from "../../data/choices.ts"

/** How trials were held out. */
export type SchemeName = "animals" | "futureTrials" | "futureBlocks"

/** How trials were held out, by name and in words. */
export interface Scheme {
  readonly name: SchemeName
  /** A few words, for the caption of a figure. */
  readonly caption: string
  /** All of it in one phrase. */
  readonly words: string
}

/** Trials 0 … `to` - 1 of an animal (its index): what is fitted to. */
export interface FittedPart {
  readonly animal: number
  readonly to: number
}

/** Trials `from` … `to` - 1 of an animal: what is scored, after rolling the frozen model through those before. */
export interface ScoredPart extends FittedPart {
  readonly from: number
}

/** One split of the trials: a fit and what it is scored on. */
export interface Split {
  readonly fold: number
  readonly fitted: readonly FittedPart[]
  readonly scored: readonly ScoredPart[]
}

/** A scheme carried out on certain animals. */
export interface Plan {
  readonly scheme: Scheme
  readonly splits: readonly Split[]
  /** What a reader should know, such as animals that are too short to be scored. */
  readonly notes: readonly string[]
}

/** Whole animals held out: each is scored in the one fold whose fit never saw it, on all of its trials from w_0. */
export function animalPlan(animals: readonly ChoiceSequence[], fold: readonly number[], name: string): Plan {
  const used = [...new Set(fold)].sort((one, other) => one - other)
  const parts = animals.map(({ choice }, animal) => ({ animal, from: 0, to: choice.length }))
  const splits = used.map((held) => ({
    fold: held,
    fitted: parts.filter(({ animal }) => fold[animal] !== held).map(({ animal, to }) => ({ animal, to })),
    scored: parts.filter(({ animal }) => fold[animal] === held),
  }))
  const words = `held-out animals: ${name}, each animal rolled out from its first trial under a rule fitted to the others`
  return { scheme: { name: "animals", caption: "held-out animals", words }, splits, notes: [] }
}

/**
 * The future held out: one fit to the first `trainTrials` of every animal, scored on up to `testTrials` after them.
 * Animals without trials after them still help the fit; a shorter future is scored as far as it goes, never padded.
 * @throws RangeError where no animal has a trial to score.
 */
export function futurePlan(animals: readonly ChoiceSequence[], trainTrials: number, testTrials: number): Plan {
  const lengths = animals.map(({ choice }) => choice.length)
  const scored = lengths.flatMap((length, animal) =>
    length > trainTrials ? [{ animal, from: trainTrials, to: Math.min(length, trainTrials + testTrials) }] : [],
  )
  if (scored.length === 0) {
    const longest = Math.max(...lengths)
    throw new RangeError(
      `futureTrials: trainTrials is ${trainTrials}, but the longest animal has ${longest} trials; accepted is up to ${longest - 1}`,
    )
  }
  const fitted = lengths.map((length, animal) => ({ animal, to: Math.min(length, trainTrials) }))
  const unscored = animals.filter((_, animal) => lengths[animal]! <= trainTrials).map(({ animal }) => animal)
  const short = scored.filter(({ from, to }) => to - from < testTrials).map(({ animal }) => animals[animal]!.animal)
  const notes = [
    ...(unscored.length > 0 ? [`Too short to be scored, only fitted to: ${unscored.join(", ")}.`] : []),
    ...(short.length > 0 ? [`Fewer than ${testTrials} trials to score: ${short.join(", ")}.`] : []),
  ]
  const words = `future trials: fitted to the first ${trainTrials} trials, scored on the ${testTrials} after them; not held-out animals`
  return {
    scheme: { name: "futureTrials", caption: "future trials, not held-out animals", words },
    splits: [{ fold: 0, fitted, scored }],
    notes,
  }
}

/**
 * The future held out block by block: every animal's trials in `blocks` + 1 blocks; block k, from the second on, is scored under a fit to
 * all blocks before it. Later trials never help to predict earlier ones, as they would in shuffled folds.
 * @throws RangeError where an animal has fewer trials than blocks.
 */
export function blockPlan(animals: readonly ChoiceSequence[], blocks: number): Plan {
  const edge = (animal: number, block: number) => Math.round((animals[animal]!.choice.length * block) / (blocks + 1))
  const short = animals.find(({ choice }) => choice.length < blocks + 1)
  if (short !== undefined)
    throw new RangeError(
      `${blocks} blocks need at least ${blocks + 1} trials; ${short.animal} has ${short.choice.length}`,
    )
  const splits = Array.from({ length: blocks }, (_, fold) => ({
    fold,
    fitted: animals.map((_, animal) => ({ animal, to: edge(animal, fold + 1) })),
    scored: animals.map((_, animal) => ({ animal, from: edge(animal, fold + 1), to: edge(animal, fold + 2) })),
  }))
  const words = `future blocks: each of ${blocks} later blocks of trials scored under a fit to all trials before it; not held-out animals`
  return {
    scheme: { name: "futureBlocks", caption: "future blocks of trials, not held-out animals", words },
    splits,
    notes: [],
  }
}

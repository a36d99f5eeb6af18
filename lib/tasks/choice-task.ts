import type { Key } from "../numerics/random-key.ts"

/** A report: 1 turns the wheel clockwise (left), -1 anticlockwise (right), 0 is no response. */
export type Report = -1 | 0 | 1

/** What the screen shows on one trial. */
export interface Stimulus {
  /** -1 left, 1 right. */
  readonly side: -1 | 1
  /** 0 to 1. */
  readonly contrast: number
  /** Probability of a left stimulus in effect, in the column of that name. */
  readonly probabilityLeft: number
  /** True where the stimulus repeats an easy one that was missed. */
  readonly repeat: boolean
}

/** What every state of a choice task holds. */
export interface ChoiceTaskState {
  readonly stimulus: Stimulus
}

/** A task that answers the choices of an animal: two pure functions and a plain state. */
export interface ChoiceTask<State extends ChoiceTaskState> {
  readonly name: string
  /** The first trial of a session; `before` is the state in which the animal's last session ended. */
  readonly init: (key: Key, before?: State) => State
  /** The trial after `state`, given the report on it. */
  readonly next: (state: State, report: Report, key: Key) => State
}

/** Feedback on a report: 1 where it names the side of the stimulus, else -1; no response is an error. */
export function feedback(stimulus: Stimulus, report: Report): -1 | 1 {
  return report === -stimulus.side ? 1 : -1
}

/** The item of a list at a uniform number in [0, 1). */
export function pick<Item>(items: readonly Item[], uniform: number): Item {
  return items[Math.floor(uniform * items.length)]!
}

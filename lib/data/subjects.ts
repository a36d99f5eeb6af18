import type { Animal } from "./animal.ts"
import { type ChoiceSequence, choices } from "./choices.ts"

/** What fits and analyses take: one animal, or its choices. */
export type Subject = Animal | ChoiceSequence

/** What `fit` and `compare` take: one animal, or several. */
export type Subjects = Subject | readonly Subject[]

/**
 * The choices of one animal or several, checked.
 * @throws where there is none, where one is empty or its arrays do not fit together, or a value is impossible.
 */
export function choiceSequences(caller: string, subjects: Subjects): readonly ChoiceSequence[] {
  const list = Array.isArray(subjects) ? (subjects as readonly Subject[]) : [subjects as Subject]
  if (list.length === 0) throw new RangeError(`${caller} got an empty list; it needs at least one animal`)
  return list.map((subject) => choiceSequence(caller, subject))
}

/**
 * The choices of one animal, checked.
 * @throws where it has no trials, its arrays do not fit together, or a value is impossible.
 */
export function choiceSequence(caller: string, subject: Subject): ChoiceSequence {
  const given: unknown = subject
  if (typeof given !== "object" || given === null || !("choice" in given || "sessions" in given)) {
    const what = typeof given === "object" ? "an object that is neither" : String(given)
    throw new TypeError(
      `${caller} needs an animal, as from animals.load, or its choices; got ${given === null ? null : what}`,
    )
  }
  const sequence = "sessions" in subject ? choices(subject) : subject
  check(caller, sequence)
  return sequence
}

const columns = ["stimulus", "choice", "reward", "side", "sessionStart", "session"] as const

function check(caller: string, animal: ChoiceSequence): void {
  const trials = animal.choice.length
  if (trials === 0) throw new RangeError(`${caller}: ${animal.animal} has no trials with a response`)
  for (const column of columns) {
    const { length } = animal[column] ?? { length: 0 }
    if (length === trials) continue
    throw new RangeError(`${caller}: ${animal.animal} has ${trials} choices but ${length} values of ${column}`)
  }
  for (const [name, { length }] of Object.entries(animal.inputs ?? {})) {
    if (length === trials) continue
    throw new RangeError(`${caller}: ${animal.animal} has ${trials} choices but ${length} values of ${name}`)
  }
  for (let t = 0; t < trials; t += 1) {
    if (!Number.isFinite(animal.stimulus[t])) refuse(caller, animal, "stimulus", t, "a finite number")
    if (animal.choice[t]! > 1) refuse(caller, animal, "choice", t, "0 (left) or 1 (right)")
    if (animal.reward[t]! > 1) refuse(caller, animal, "reward", t, "0 or 1")
  }
}

function refuse(
  caller: string,
  animal: ChoiceSequence,
  column: "stimulus" | "choice" | "reward",
  t: number,
  what: string,
) {
  throw new RangeError(
    `${caller}: ${column} of ${animal.animal} is ${animal[column][t]} on trial ${t} (counted from 0); accepted is ${what}`,
  )
}

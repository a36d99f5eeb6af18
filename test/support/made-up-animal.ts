import { type Animal, animal } from "../../lib/data/animal.ts"
import { trialTableOfColumns } from "../../lib/data/trial-table.ts"
import type { MadeUpColumns } from "./alf-folder.ts"

/** A session of a made-up animal. */
export interface MadeUpDay {
  readonly date: string
  readonly session?: number
  readonly taskProtocol?: string
  readonly columns: MadeUpColumns
}

/** A made-up animal from its sessions, in the order given; synthetic: nothing of it was recorded. */
export function madeUpAnimal(days: readonly MadeUpDay[], hasProtocol = true): Animal {
  const names = Object.keys(days[0]!.columns)
  const spread = <Value>(of: (day: MadeUpDay) => Value) => days.flatMap((day) => day.columns.choice!.map(() => of(day)))
  const columns = Object.fromEntries(names.map((name) => [name, days.flatMap((day) => day.columns[name]! as number[])]))
  const trials = trialTableOfColumns(
    {
      ...columns,
      date: spread(({ date }) => date),
      session: spread(({ session = 1 }) => session),
      trial: days.flatMap((day) => day.columns.choice!.map((_, trial) => trial)),
      ...(hasProtocol ? { task_protocol: spread(({ taskProtocol = "" }) => taskProtocol) } : {}),
    },
    "a made-up animal",
  )
  const credit = { licence: "none needed: synthetic", citation: "synthetic" }
  return animal({ name: "made-up", source: "synthetic", dataset: null, ...trials, ...credit })
}

import { type ColumnTable, table } from "arquero"
import type { RunRow } from "../paired-seeds.ts"
import type { CurvatureResults } from "./results.ts"

type Measured = RunRow & {
  readonly setting: string
  readonly arm: string
  readonly iteration: number
  readonly trainAccuracy: number | null
  readonly gap: number | null
  readonly eigenvalue: number | null
}

/**
 * Rules beside BPTT that was stopped where it was as accurate in training: one row a run of another rule in which classes are asked for, with the measurement
 * of BPTT of the same seed that is nearest in training accuracy.
 */
export function matchedAccuracy({ runs, checkpoints }: Pick<CurvatureResults, "runs" | "checkpoints">): ColumnTable {
  const all = runs.objects() as Measured[]
  const measured = checkpoints.objects() as Measured[]
  const rows = all.flatMap((run) => {
    if (run.arm === "BPTT" || run.failure !== null || run.trainAccuracy === null) return []
    const exact = measured.filter(
      ({ arm, setting, seed, trainAccuracy, eigenvalue }) =>
        arm === "BPTT" &&
        setting === run.setting &&
        seed === run.seed &&
        trainAccuracy !== null &&
        // Null where the network was not finite, whose answers are all wrong.
        eigenvalue !== null,
    )
    const distance = (one: Measured) => Math.abs(one.trainAccuracy! - run.trainAccuracy!)
    const nearest = exact.toSorted((one, other) => distance(one) - distance(other))[0]
    return nearest === undefined ? [] : [{ run, nearest }]
  })
  return table({
    setting: rows.map(({ run }) => run.setting),
    arm: rows.map(({ run }) => run.arm),
    seed: rows.map(({ run }) => run.seed),
    trainAccuracy: rows.map(({ run }) => run.trainAccuracy),
    exactTrainAccuracy: rows.map(({ nearest }) => nearest.trainAccuracy),
    exactIteration: rows.map(({ nearest }) => nearest.iteration),
    gap: rows.map(({ run }) => run.gap),
    exactGap: rows.map(({ nearest }) => nearest.gap),
    gapDifference: rows.map(({ run, nearest }) => run.gap! - nearest.gap!),
    eigenvalue: rows.map(({ run }) => run.eigenvalue),
    exactEigenvalue: rows.map(({ nearest }) => nearest.eigenvalue),
    eigenvalueRatio: rows.map(({ run, nearest }) => run.eigenvalue! / nearest.eigenvalue!),
    failure: rows.map(() => null),
  })
}

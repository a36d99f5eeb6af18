import type { ColumnTable } from "arquero"

/** All that figures and claims of the study are made of, as tables. */
export interface CurvatureResults {
  /** Whether every planned run is there. */
  readonly isComplete: boolean
  /** One row a training, see `curvatureTable`. */
  readonly runs: ColumnTable
  /** One row a measurement of each training. */
  readonly checkpoints: ColumnTable
  /** F1, one row a step size and start. */
  readonly hyperbola: ColumnTable
}

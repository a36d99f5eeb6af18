import type { ColumnTable } from "arquero"

/** All that figures and claims of the study are made of, as tables. */
export interface RichLazyResults {
  /** Whether every planned run is there. */
  readonly isComplete: boolean
  /** One row a training, see `richLazyTable`. */
  readonly runs: ColumnTable
  /** One row a logged iteration of F1. */
  readonly curves: ColumnTable
  /** T1, one row a task of the two-layer network. */
  readonly rankTheory: ColumnTable
  /** F3, one row a task, start and condition number. */
  readonly alignedTheory: ColumnTable
  /** F2a, one row an eigenvalue. */
  readonly spectra: ColumnTable
}

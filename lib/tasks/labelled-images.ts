/** Grey images with a class each, image after image, row after row. */
export interface LabelledImages {
  readonly count: number
  readonly rows: number
  readonly columns: number
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[]
  /** count x rows x columns, from 0 (background) to 1. */
  readonly pixels: Float32Array
  /** Class of each image. */
  readonly labels: Uint8Array
}

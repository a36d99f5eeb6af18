import { parentPort } from "node:worker_threads"
import { drawFigure } from "./figure-drawing.ts"
import { type FigureSpecification, openFigureWindow } from "./figure-window.ts"
import type { FigureImage, PictureOptions } from "./picture.ts"

/** What the worker is sent. */
export interface DrawingRequest {
  readonly id: number
  readonly figure: FigureSpecification
  readonly options: PictureOptions
}

/** What the worker sends: first that it is ready, then an answer to each request. */
export type DrawingAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "image"; readonly id: number; readonly image: FigureImage }
  | { readonly kind: "failure"; readonly id: number; readonly message: string }

const window = openFigureWindow()
const answer = (message: DrawingAnswer) => parentPort?.postMessage(message)

let last = Promise.resolve()
parentPort?.on("message", ({ id, figure, options }: DrawingRequest) => {
  last = last.then(async () => {
    try {
      answer({ kind: "image", id, image: await drawFigure(window, figure, options) })
    } catch (error) {
      answer({ kind: "failure", id, message: error instanceof Error ? error.message : String(error) })
    }
  })
})
answer({ kind: "ready" })

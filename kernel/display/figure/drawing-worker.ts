import { parentPort } from "node:worker_threads"
import { drawFigure, type FigureImage } from "./figure-drawing.ts"
import { type FigureSpecification, openFigureWindow } from "./figure-window.ts"

/** What the worker is sent. */
export interface DrawingRequest {
  readonly id: number
  readonly figure: FigureSpecification
}

/** What the worker sends: first that it is ready, then an answer to each request. */
export type DrawingAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "image"; readonly id: number; readonly image: FigureImage }
  | { readonly kind: "failure"; readonly id: number; readonly message: string }

const window = openFigureWindow()
const answer = (message: DrawingAnswer) => parentPort?.postMessage(message)

let last = Promise.resolve()
parentPort?.on("message", ({ id, figure }: DrawingRequest) => {
  last = last.then(async () => {
    try {
      answer({ kind: "image", id, image: await drawFigure(window, figure) })
    } catch (error) {
      answer({ kind: "failure", id, message: error instanceof Error ? error.message : String(error) })
    }
  })
})
answer({ kind: "ready" })

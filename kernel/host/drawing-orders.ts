import type { DrawingOrder, DrawingResult } from "./messages.ts"
import { report } from "./report.ts"

const waiting = new Map<number, (result: DrawingResult) => void>()
let orders = 0

/** Has the front process draw a figure, where what draws is loaded and survives this process. */
export function orderDrawing(order: DrawingOrder): Promise<DrawingResult> {
  orders += 1
  const number = orders
  return new Promise((resolve) => {
    waiting.set(number, resolve)
    report({ type: "draw", number, order })
  })
}

/** Takes the answer to an order. */
export function receiveDrawing(number: number, result: DrawingResult): void {
  waiting.get(number)?.(result)
  waiting.delete(number)
}

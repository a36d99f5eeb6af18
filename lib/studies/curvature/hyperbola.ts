import { type ColumnTable, table } from "arquero"

/** eta rho, and y of the starts (1 / y + 0.01, y). */
const [steps, starts] = [
  [0.1, 0.05, 0.025],
  [3, 5, 6, 7, 8],
]
const iterations = 20_000

/**
 * F1: gradient descent on (x y - 1)^2 / 2, whose minima x y = 1 have the curvatures x^2 + y^2 and 0. One row a step size and start: where it began, where it
 * ended (null where it diverged), and the bound 2 / (eta rho). Starts below the bound stay; those above are thrown to a flatter minimum, or diverge.
 */
export function hyperbola(): ColumnTable {
  const rows = steps.flatMap((step) => starts.map((y) => ({ step, start: y * y + 1 / (y * y), end: descend(step, y) })))
  return table({
    step: rows.map(({ step }) => step),
    seed: rows.map(() => 0),
    bound: rows.map(({ step }) => 2 / step),
    startCurvature: rows.map(({ start }) => start),
    endCurvature: rows.map(({ end }) => (Number.isFinite(end) ? end : null)),
  })
}

function descend(step: number, start: number): number {
  let [x, y] = [1 / start + 0.01, start]
  for (let i = 0; i < iterations && Number.isFinite(x); i++) {
    const error = x * y - 1
    ;[x, y] = [x - step * error * y, y - step * error * x]
  }
  return x * x + y * y
}

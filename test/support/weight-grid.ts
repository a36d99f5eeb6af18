import type { ChoiceSequence } from "../../lib/data/choices.ts"

/** Constants of a noisy rule of one weight, on the stimulus. */
export interface GridRule {
  readonly rate: number
  readonly baseline: number
  readonly forgetting: number
  readonly noise: number
  readonly dayNoise: number
  readonly initialDeviation: number
}

/**
 * Log likelihood of choices under one noisy weight, by brute force: the law of the weight on a grid of points, carried on by the whole
 * matrix of transitions, for a rule w' = w + rate (r - baseline)(y - q) s - forgetting w + noise.
 */
export function gridLogLikelihood(rule: GridRule, animal: ChoiceSequence, points = 401, reach = 5): number {
  const width = (2 * reach) / (points - 1)
  const grid = Float64Array.from({ length: points }, (_, i) => -reach + i * width)
  const density = (x: number, deviation: number) =>
    Math.exp(-0.5 * (x / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI))
  let law = grid.map((w) => density(w, rule.initialDeviation) * width)
  let nats = 0
  for (const [t, y] of animal.choice.entries()) {
    const s = animal.stimulus[t]!
    const right = grid.map((w) => 1 / (1 + Math.exp(-w * s)))
    law = law.map((mass, i) => mass * (y === 1 ? right[i]! : 1 - right[i]!))
    const total = law.reduce((sum, mass) => sum + mass, 0)
    nats += Math.log(total)
    const noise = animal.sessionStart[t + 1] === 1 ? rule.dayNoise : rule.noise
    const next = new Float64Array(points)
    for (const [i, mass] of law.entries()) {
      const w = grid[i]!
      const gain = rule.rate * (animal.reward[t]! - rule.baseline) * (y - right[i]!) * s
      const mean = w + gain - rule.forgetting * w
      const first = Math.max(0, Math.ceil((mean - 8 * noise + reach) / width))
      const last = Math.min(points - 1, Math.floor((mean + 8 * noise + reach) / width))
      for (let j = first; j <= last; j += 1) next[j]! += (mass / total) * density(grid[j]! - mean, noise) * width
    }
    law = next
  }
  return nats
}

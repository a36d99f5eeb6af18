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
export function gridLogLikelihood(rule: GridRule, animal: ChoiceSequence, points = 201, reach = 5): number {
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

/**
 * The same where the rate (times e^drift) or the baseline (plus drift) walks at random from trial to trial, from drift 0 on, by steps of
 * deviation `drift`: the law of weight and drift on a grid of both.
 */
export function driftingGridLogLikelihood(
  rule: GridRule & { readonly drift: number },
  drifting: "rate" | "baseline",
  animal: ChoiceSequence,
): number {
  const [points, reach] = [121, 4.5]
  const width = (2 * reach) / (points - 1)
  const [driftPoints, driftWidth] = [81, 0.1]
  const middle = (driftPoints - 1) / 2
  const density = (x: number, deviation: number) =>
    Math.exp(-0.5 * (x / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI))
  const grid = Float64Array.from({ length: points }, (_, i) => -reach + i * width)
  const kernel = Float64Array.from({ length: driftPoints }, (_, i) => density(i * driftWidth, rule.drift) * driftWidth)
  const empty = () => Array.from({ length: driftPoints }, () => new Float64Array(points))
  let law = empty()
  law[middle] = grid.map((w) => density(w, rule.initialDeviation) * width)
  let nats = 0
  for (const [t, y] of animal.choice.entries()) {
    const s = animal.stimulus[t]!
    const right = grid.map((w) => 1 / (1 + Math.exp(-w * s)))
    law = law.map((row) => row.map((mass, i) => mass * (y === 1 ? right[i]! : 1 - right[i]!)))
    const total = law.reduce((sum, row) => sum + row.reduce((all, mass) => all + mass, 0), 0)
    nats += Math.log(total)
    const noise = animal.sessionStart[t + 1] === 1 ? rule.dayNoise : rule.noise
    const moved = law.map((row, d) => {
      const drift = (d - middle) * driftWidth
      const rate = drifting === "rate" ? rule.rate * Math.exp(drift) : rule.rate
      const baseline = drifting === "baseline" ? rule.baseline + drift : rule.baseline
      const next = new Float64Array(points)
      for (const [i, mass] of row.entries()) {
        if (mass < 1e-14 * total) continue
        const w = grid[i]!
        const mean = w * (1 - rule.forgetting) + rate * (animal.reward[t]! - baseline) * (y - right[i]!) * s
        const first = Math.max(0, Math.ceil((mean - 7 * noise + reach) / width))
        const last = Math.min(points - 1, Math.floor((mean + 7 * noise + reach) / width))
        for (let j = first; j <= last; j += 1) next[j]! += (mass / total) * density(grid[j]! - mean, noise) * width
      }
      return next
    })
    law = empty()
    for (const [d, row] of moved.entries())
      for (const [e, into] of law.entries()) {
        const share = kernel[Math.abs(d - e)]!
        if (share > 1e-14) for (let i = 0; i < points; i += 1) into[i]! += share * row[i]!
      }
  }
  return nats
}

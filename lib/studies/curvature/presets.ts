import type { CurvatureSpec } from "./spec.ts"

/** A setting's sizes, the arms that are trained in it, and how often. */
export interface SettingPreset {
  readonly sizes: Omit<CurvatureSpec, "rule" | "arm" | "control">
  readonly arms: readonly Arm[]
  readonly seeds: number
}

/** One way to train, with what it has of its own. */
export type Arm = Pick<CurvatureSpec, "arm" | "rule"> &
  Partial<Pick<CurvatureSpec, "control" | "rate" | "iterations" | "measureEvery">>

/** Sizes of the study. */
export interface CurvaturePreset {
  readonly settings: readonly SettingPreset[]
}

const bptt = { arm: "BPTT", rule: "bptt" } as const
const threeFactor = { arm: "three-factor", rule: "threeFactor" } as const
/** The rules, from the exact one to the most truncated. */
const rules: readonly Arm[] = [bptt, { arm: "MDGL", rule: "mdgl" }, { arm: "ModProp", rule: "modProp" }, threeFactor]

/** BPTT with a shorter step, with noise across the gradient, and with both. */
function controls(share: number, tangent: number, ...without: readonly "noise alone"[]): readonly Arm[] {
  const short: Arm = { arm: `BPTT × ${share}`, rule: "bptt", control: { name: "scaled", share } }
  const both: Arm = { arm: `BPTT × ${share} + noise`, rule: "bptt", control: { name: "noisy", share, tangent } }
  const noise: Arm = { arm: "BPTT + noise", rule: "bptt", control: { name: "noisy", tangent } }
  return without.length > 0 ? [short, both] : [short, both, noise]
}

const pattern = {
  setting: "pattern generation",
  ...{ units: 32, steps: 30, batch: 8, iterations: 2000, rate: 0.2, weightDecay: 1e-5, clipNorm: 1 },
  ...{ measureEvery: 250, alignEvery: 1, hessianTrials: 256 },
} as const satisfies SettingPreset["sizes"]
const glyphs = {
  setting: "row glyphs",
  ...{ units: 64, steps: 14, batch: 64, iterations: 3000, rate: 0.05, weightDecay: 0.001, clipNorm: null },
  ...{ measureEvery: 250, alignEvery: 10, hessianTrials: 256 },
} as const satisfies SettingPreset["sizes"]
const match = {
  setting: "delayed match",
  ...{ units: 64, steps: 12, batch: 32, iterations: 3000, rate: 0.1, weightDecay: 1e-4, clipNorm: 5 },
  ...{ measureEvery: 250, alignEvery: 10, hessianTrials: 256 },
} as const satisfies SettingPreset["sizes"]
const mnist = {
  setting: "row MNIST",
  ...{ units: 128, steps: 28, batch: 256, iterations: 10_000, rate: 0.01, weightDecay: 0.01, clipNorm: null },
  ...{ measureEvery: 250, alignEvery: 50, hessianTrials: 2048 },
} as const satisfies SettingPreset["sizes"]
/** The published runs of the three-factor rule are longer; it and BPTT are those of the published code. */
const longer = { iterations: 16_000, measureEvery: 400 }
const remedies: readonly Arm[] = [
  { ...threeFactor, arm: "three-factor, rate 0.2 to 0.04", rate: { high: 0.2, low: 0.04 } },
  { ...threeFactor, arm: "three-factor, rate 0.04", rate: 0.04 },
]

/**
 * `quick` has pattern generation with eight seeds and glyphs with a few. `full` has the published setting on MNIST, N = 128 and 10,000 or 16,000 iterations,
 * eight seeds a rule, as five leave the gap open, and the other tasks at their full sizes.
 */
export const curvaturePresets: Readonly<Record<"quick" | "full", CurvaturePreset>> = Object.freeze({
  quick: {
    settings: [
      { sizes: pattern, arms: [...rules, ...controls(0.6, 1.2), ...remedies], seeds: 8 },
      { sizes: glyphs, arms: [bptt, threeFactor], seeds: 6 },
    ],
  },
  full: {
    settings: [
      {
        sizes: { ...pattern, units: 64, steps: 50, iterations: 4000, measureEvery: 100 },
        arms: [...rules, ...controls(0.6, 1.2), ...remedies, { ...bptt, arm: "BPTT, rate 0.04", rate: 0.04 }],
        seeds: 5,
      },
      { sizes: { ...match, measureEvery: 100 }, arms: rules, seeds: 5 },
      { sizes: { ...glyphs, measureEvery: 100 }, arms: [...rules, ...controls(0.05, 3, "noise alone")], seeds: 8 },
      { sizes: mnist, arms: [bptt, { ...threeFactor, ...longer }], seeds: 8 },
    ],
  },
})

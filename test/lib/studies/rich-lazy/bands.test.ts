import assert from "node:assert/strict"
import type { RichLazyResult } from "../../../../lib/studies/rich-lazy/measures.ts"
import type { RichLazyTask } from "../../../../lib/studies/rich-lazy/spec.ts"
import { assertMeanNear, mean, reference, trained } from "../../../support/rich-lazy-runs.ts"

const ranks = [1, 6, 48] as const
const seeds = 10

/** What an independent implementation measured over 50 seeds at N = 48, 800 iterations, g = 1.25, ranks 1, 6 and 48: KA with its deviations over seeds. */
interface ReferenceRow {
  readonly kernel: readonly (readonly [mean: number, deviation: number])[]
  readonly representation: readonly number[]
  readonly accuracy: readonly number[]
  /** KA of rank 48 less KA of rank 1 of the same seed. */
  readonly difference: readonly [mean: number, deviation: number]
}

const table: Readonly<Record<RichLazyTask, ReferenceRow>> = {
  "2AF": {
    kernel: [
      [0.25, 0.17],
      [0.39, 0.16],
      [0.48, 0.14],
    ],
    representation: [0.84, 0.966, 0.988],
    accuracy: [0.77, 0.84, 0.84],
    difference: [0.23, 0.19],
  },
  DMS: {
    kernel: [
      [0.24, 0.15],
      [0.35, 0.15],
      [0.41, 0.13],
    ],
    representation: [0.79, 0.92, 0.98],
    accuracy: [0.63, 0.94, 0.93],
    difference: [0.17, 0.17],
  },
  CXT: {
    kernel: [
      [0.18, 0.12],
      [0.29, 0.13],
      [0.35, 0.15],
    ],
    representation: [0.83, 0.87, 0.91],
    accuracy: [0.59, 0.73, 0.73],
    difference: [0.18, 0.19],
  },
}

/** KA and RA of two independent untrained networks for 2AF, at ranks 1 and 48. */
const untrained = { kernel: [0.39, 0.61], representation: [0.8, 0.98] } as const

const kernelOf = ({ trained: { kernel } }: RichLazyResult) => kernel

for (const task of Object.keys(table) as RichLazyTask[]) {
  describe(`ten seeds of ${task} at N = 48 and 800 iterations${task === "2AF" ? "" : " @long"}`, function () {
    this.timeout(120_000)
    let runs: readonly RichLazyResult[][]

    before(async () => {
      const specs = ranks.map((rank) => ({ ...reference, task, start: { rank } }))
      runs = (await trained(specs, seeds)).map((each) => each.filter(({ failure }) => failure === null))
    })

    for (const [i, rank] of ranks.entries())
      it(`have KA, RA and accuracy of the reference at rank ${rank}, within 3.5 standard errors`, () => {
        const { kernel, representation, accuracy } = table[task]
        const [expected, spread] = kernel[i]!
        assertMeanNear(runs[i]!.map(kernelOf), expected, "KA", spread)
        const similar = runs[i]!.map((run) => run.trained.representation)
        assertMeanNear(similar, representation[i]!, "RA")
        const right = runs[i]!.map((run) => run.accuracy)
        assertMeanNear(right, accuracy[i]!, "accuracy")
      })

    it("are lazier at full rank than at rank 1, seed by seed on average, by as much as in the reference", () => {
      const [low, , full] = runs
      assert.ok(low!.length === seeds && full!.length === seeds)
      const differences = full!.map((run, seed) => kernelOf(run) - kernelOf(low![seed]!))
      assert.ok(mean(differences) > 0, `${mean(differences)}`)
      const [expected, spread] = table[task].difference
      assertMeanNear(differences, expected, "difference of KA", spread)
    })

    if (task === "2AF")
      it("stand beside untrained networks whose KA and RA are those of the reference, far above 0", () => {
        for (const [at, index] of [0, 2].entries()) {
          const kernels = runs[index]!.map((run) => run.untrained.kernel)
          assertMeanNear(kernels, untrained.kernel[at]!, `untrained KA at rank ${ranks[index]}`)
          const states = runs[index]!.map((run) => run.untrained.representation)
          assertMeanNear(states, untrained.representation[at]!, `untrained RA at rank ${ranks[index]}`)
          assert.ok(mean(kernels) > 0.25 && mean(states) > 0.5)
        }
      })
  })
}

import type { Engine } from "../engine.ts"
import type { Variables } from "./c-environment.ts"
import { crossoverOf, speedUp, type TimedProduct } from "./crossover.ts"
import { quickest, timeProducts } from "./measurement.ts"
import type { BlasVariant, NativeBlas, OneRow } from "./native-blas.ts"
import { faultOfForms, faultOnIntegers, multiplication, type PlacedProduct, placeIntegers } from "./product-check.ts"
import { productShapes } from "./product-shapes.ts"
import { kernelsOf, type Loading } from "./variants.ts"

/** What a process of its own is asked to measure. */
export interface ProbeJob {
  readonly path: string
  readonly loading: Loading
  /** The environment as it is: what loading restores. */
  readonly before: Variables
  /** Kernels of this library that have been measured. */
  readonly known: readonly string[]
}

/** A library that computes rightly, and how quickly. */
export interface Measured {
  readonly status: "measured"
  readonly variant: BlasVariant
  readonly config: string
  readonly core: string | null
  /** Core and cache size, by which loadings are told apart; null for others than OpenBLAS. */
  readonly kernels: string | null
  readonly products: readonly TimedProduct[]
}

/** A library that cannot be used so. */
export interface Refused {
  readonly status: "refused"
  readonly reason: string
  /** Whether loading it otherwise would be of no use either. */
  readonly final: boolean
}

/** What comes of it. */
export type ProbeAnswer = Measured | { readonly status: "same"; readonly kernels: string } | Refused

/** How a BLAS comes into this thread; `loadNativeBlas`, or what stands for it in a test. */
export type Load = (path: string, variant: BlasVariant, before: Variables) => NativeBlas

/** Checks and measures a library in this process, which it may bring down. */
export function answerProbe(job: ProbeJob, load: Load, engine: Engine): ProbeAnswer {
  const variant = (oneRow: OneRow): BlasVariant => ({
    name: job.loading.name,
    variables: job.loading.variables,
    oneRow,
  })
  try {
    const both = [load(job.path, variant("gemm"), job.before), load(job.path, variant("gemv"), job.before)] as const
    const kernels = kernelsOfLoaded(both[0], job)
    if (kernels !== null && job.known.includes(kernels)) return { status: "same", kernels }
    const placed = productShapes.map((shape) => placeIntegers(engine.arena, shape))
    for (const blas of both) {
      const fault = faultOfForms(blas, engine.arena) ?? firstFault(blas, placed)
      if (fault !== null) return { status: "refused", reason: `its results are wrong: ${fault}`, final: false }
    }
    const blas = quickerAtOneRow(both, placed)
    const products = timeProducts({ primitives: (precision) => engine.primitives(precision), blas }, placed)
    const { config, core, variant: chosen } = blas.description
    return { status: "measured", variant: chosen, config, core, kernels, products }
  } catch (error) {
    return { status: "refused", reason: error instanceof Error ? error.message : String(error), final: true }
  }
}

/** How many times faster than WebAssembly a measured library makes products. */
export function speedOf({ products }: Measured): number {
  return speedUp(products, crossoverOf(products))
}

function kernelsOfLoaded({ description: { core } }: NativeBlas, { loading, before }: ProbeJob): string | null {
  return core === null ? null : kernelsOf(core, loading, before)
}

function firstFault(blas: NativeBlas, placed: readonly PlacedProduct[]): string | null {
  const { oneRow } = blas.description.variant
  // The two forms of a library differ in products of one row alone.
  const own = oneRow === "gemm" ? placed : placed.filter(({ shape }) => shape.rows === 1)
  for (const product of own) {
    const fault = faultOnIntegers(blas, product)
    if (fault !== null) return fault
  }
  return null
}

function quickerAtOneRow(
  [gemm, gemv]: readonly [NativeBlas, NativeBlas],
  placed: readonly PlacedProduct[],
): NativeBlas {
  const gains = placed
    .filter(({ shape }) => shape.rows === 1)
    .map((product) => quickest([multiplication(gemm, product, 0), multiplication(gemv, product, 0)]))
    .map(([slow = 0, quick = 0]) => Math.log(slow / quick))
  return gains.reduce((sum, gain) => sum + gain, 0) > 0 ? gemv : gemm
}

import type { Variables } from "./c-environment.ts"
import type { Cpu } from "./cpu.ts"

/** A way to load a library: what it reads from the environment meanwhile. */
export interface Loading {
  /** In words, such as "OPENBLAS_CORETYPE=Haswell". */
  readonly name: string
  readonly variables: Variables
  /** The kernels that OpenBLAS is asked for; null where it is left to itself or to the environment. */
  readonly core: string | null
}

/** What steers OpenBLAS in its choice of kernels and of block sizes. */
export const steering = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"] as const

/** The library under the environment as it is: the first to be tried, and the only one for others than OpenBLAS. */
export const asItIs: Loading = { name: "environment as it is", variables: {}, core: null }

/**
 * Further ways to load OpenBLAS, which takes its kernels from a setting, else from a list of processors that is older than
 * many a processor: without the settings, and with the kernels of each family that this processor can run.
 * @param before the environment as it is
 */
export function openBlasLoadings(cpu: Cpu, before: Variables): readonly Loading[] {
  const set = steering.filter((name) => before[name] != null)
  const unset = Object.fromEntries(set.map((name) => [name, null]))
  const without = { name: `without ${set.join(" and ")}`, variables: unset, core: null }
  const asked = coresFor(cpu).map((core) => ({
    name: `OPENBLAS_CORETYPE=${core}${set.includes("OPENBLAS_L2_SIZE") ? " without OPENBLAS_L2_SIZE" : ""}`,
    variables: { ...unset, OPENBLAS_CORETYPE: core },
    core,
  }))
  return set.length > 0 ? [without, ...asked] : asked
}

/**
 * What tells apart two loadings of OpenBLAS: its kernels, and the cache size it was told.
 * @param core as the library names it once loaded
 */
export function kernelsOf(core: string, { variables }: Loading, before: Variables): string {
  const { OPENBLAS_L2_SIZE: size = null } = { ...before, ...variables }
  return size === null ? core : `${core}, OPENBLAS_L2_SIZE=${size}`
}

/** OpenBLAS's names of the families to try. */
function coresFor({ architecture, features }: Cpu): readonly string[] {
  if (architecture !== "x64") return []
  const avx2 = ["Haswell", "Zen"]
  // Its kernels for Skylake need all five.
  const avx512 = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]
  if (avx512.every((name) => features.includes(name))) return ["SkylakeX", ...avx2]
  if (features.includes("avx2") && features.includes("fma")) return avx2
  // Not known: nearly every processor since 2013 has what Haswell had, and one that has not fails in a process of its own.
  return features.length === 0 ? ["Haswell"] : []
}

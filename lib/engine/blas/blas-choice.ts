import { readdirSync, statSync } from "node:fs"
import { arch, env, platform, versions } from "node:process"
import { fileURLToPath, URL } from "node:url"
import { cacheFolder, type Environment, packageFolder } from "../../numerics/places.ts"
import type { Progress } from "../../numerics/solution.ts"
import { version } from "../../numerics/version.ts"
import { cacheFile, readCache, writeCache } from "./blas-cache.ts"
import type { Variables } from "./c-environment.ts"
import { type Candidates, listCandidates } from "./candidates.ts"
import { type Cpu, thisCpu } from "./cpu.ts"
import { loadNativeBlas, type NativeBlas, variablesBefore } from "./native-blas.ts"
import { probe } from "./probe.ts"
import type { ProbeAnswer, ProbeJob } from "./probe-answer.ts"
import { noBlas, type Selection, selectBlas } from "./selection.ts"
import { steering } from "./variants.ts"

/** Which BLAS products go to on this machine, and from which size on: plain data that can be sent to a worker. */
export interface BlasChoice extends Selection {
  readonly cpu: Cpu
  /** The environment that loading restores. */
  readonly before: Variables
  readonly cache: CacheUse
}

/** Where a measurement lies. */
export interface CacheUse {
  /** Null where nothing was measured. */
  readonly file: string | null
  readonly use: "read" | "written" | "not used"
  /** What was wrong with the cache, in words; it never stands in the way. */
  readonly problem: string | null
}

/** What a choice depends on; the defaults are this machine and this process. */
export interface ChoiceSettings {
  /** Measure although there is a measurement. */
  readonly fresh?: boolean
  readonly onProgress?: (progress: Progress) => void
  readonly environment?: Environment
  readonly cpu?: Cpu
  readonly probe?: (job: ProbeJob) => Promise<ProbeAnswer>
}

/** Raised where what is measured, or how, changes. */
const measurement = 1

/** Measurements that are being made, by file: who asks for the same meanwhile gets the same. */
const underway = new Map<string, Promise<Selection>>()

/**
 * The BLAS for this machine, as measured before or else now, which takes a second for each way to load a library.
 * Measurements lie in the cache folder, by processor, libraries, versions and settings.
 * @throws Error where DELTAW_BLAS names something that cannot be used.
 */
export async function chooseBlas(settings: ChoiceSettings = {}): Promise<BlasChoice> {
  const { environment = env, cpu = thisCpu() } = settings
  const candidates = listCandidates({ environment, platform, architecture: arch, packageFolder: packageFolder() })
  const unused: CacheUse = { file: null, use: "not used", problem: null }
  const nothing = (reason: string) => ({ ...noBlas(reason), cpu, before: {}, cache: unused })
  if (candidates.asked === "none") return nothing("DELTAW_BLAS is none")
  if (candidates.found.length === 0) return nothing("no BLAS library was found")
  let before: Variables
  try {
    before = variablesBefore(steering)
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error))
  }
  const identity = identify(candidates, cpu, environment, before)
  const file = cacheFile(cacheFolder(environment), identity)
  const kept = settings.fresh ? { value: null, problem: null } : readCache<Selection>(file, identity)
  if (kept.value !== null) return { ...kept.value, cpu, before, cache: { file, use: "read", problem: null } }
  const selection = await measureOnce(file, candidates, { ...settings, cpu, before })
  refuseUnusable(candidates, selection)
  const unwritten = writeCache(file, identity, selection)
  const problems = [kept.problem, unwritten].filter((problem) => problem !== null)
  return {
    ...selection,
    cpu,
    before,
    cache: {
      file,
      use: unwritten === null ? "written" : "not used",
      problem: problems.length === 0 ? null : problems.join("; "),
    },
  }
}

/**
 * Loads the chosen BLAS into this thread, or gives null where none was chosen.
 * @throws Error where the library cannot be loaded any more.
 */
export function openChosenBlas({ chosen, before }: BlasChoice): NativeBlas | null {
  return chosen === null ? null : loadNativeBlas(chosen.path, chosen.variant, before)
}

function measureOnce(
  file: string,
  { found }: Candidates,
  settings: ChoiceSettings & { readonly cpu: Cpu; readonly before: Variables },
): Promise<Selection> {
  const running = underway.get(file)
  if (running !== undefined) return running
  const { cpu, before, onProgress } = settings
  const onCandidate = (path: string, done: number, total: number) =>
    onProgress?.({ label: "measuring BLAS", done, total, detail: path })
  const started = selectBlas(found, { cpu, before, probe: settings.probe ?? probe, onCandidate }).finally(() =>
    underway.delete(file),
  )
  underway.set(file, started)
  return started
}

/** A named library that does not work is an error; one that is slow is left unused, and the choice says so. */
function refuseUnusable({ asked }: Candidates, { candidates }: Selection): void {
  const last = candidates.at(-1)
  if (asked !== "library" || last === undefined || candidates.some(({ speed }) => speed !== null)) return
  throw new Error(
    `DELTAW_BLAS is "${last.path}", which cannot be used: ${last.reason}. Accepted are "none" and the path of a BLAS library with the C interface (OpenBLAS, MKL, BLIS, Accelerate); without the setting one is looked for.`,
  )
}

function identify({ found }: Candidates, cpu: Cpu, environment: Environment, before: Variables): unknown {
  const relevant = /^(OPENBLAS_|GOTO|MKL_|BLIS_|VECLIB_|OMP_|LD_LIBRARY_PATH$|DYLD_)/
  const settings = Object.entries(environment).filter(([name]) => relevant.test(name) && !/_NUM_THREADS$/.test(name))
  return {
    measurement,
    version,
    node: versions.node,
    modules: compiledModules(),
    cpu,
    candidates: found,
    settings: settings.sort(([one], [other]) => (one < other ? -1 : 1)),
    steering: steering.map((name) => before[name] ?? null),
  }
}

/** The compiled primitives that a BLAS is measured against. */
function compiledModules(): readonly (readonly [name: string, bytes: number])[] {
  const folder = fileURLToPath(new URL("../", import.meta.url))
  const names = readdirSync(folder).filter((name) => name.endsWith(".wasm"))
  return names.sort().map((name) => [name, statSync(`${folder}${name}`).size] as const)
}

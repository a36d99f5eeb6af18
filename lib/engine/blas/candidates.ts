import { existsSync, readdirSync, realpathSync, statSync } from "node:fs"
import { delimiter, join, resolve } from "node:path"
import type { Environment } from "../../numerics/places.ts"

/** A library that may be a BLAS. */
export interface BlasCandidate {
  readonly path: string
  /** Where it was found, in words. */
  readonly source: string
  /** Size and time of change, by which a replaced library is told; null where the system keeps it in no file. */
  readonly file: { readonly bytes: number; readonly changedMs: number } | null
}

/** Where libraries are looked for. */
export interface Surroundings {
  readonly environment: Environment
  readonly platform: NodeJS.Platform
  readonly architecture: string
  /** The checkout, or the installed package. */
  readonly packageFolder: string
}

/** The libraries found, best-known first, each once. */
export interface Candidates {
  readonly found: readonly BlasCandidate[]
  /** Whether DELTAW_BLAS names a library or says `none`, so that nothing else was looked for. */
  readonly asked: "library" | "none" | null
}

/** No file on disk since macOS 11, and loaded by this name all the same. */
export const accelerate = "/System/Library/Frameworks/Accelerate.framework/Accelerate"

/**
 * The libraries to choose from: the one that DELTAW_BLAS names, and none besides; else those of the checkout's `.venv`, of
 * the active Python or conda environment, and of the system.
 * @throws Error where DELTAW_BLAS is neither `none` nor the path of a file.
 */
export function listCandidates(around: Surroundings): Candidates {
  const setting = around.environment.DELTAW_BLAS?.trim() ?? ""
  if (setting === "none") return { found: [], asked: "none" }
  if (setting !== "") return { found: [askedFor(setting, around)], asked: "library" }
  const all = [...inEnvironments(around), ...inSystem(around)]
  const once = all.filter(({ path }, i) => all.findIndex((other) => other.path === path) === i)
  return { found: once, asked: null }
}

function askedFor(setting: string, around: Surroundings): BlasCandidate {
  const found = candidate(setting, "DELTAW_BLAS", around)
  if (found !== null) return found
  throw new Error(
    `DELTAW_BLAS is "${setting}", which is not a file. Accepted are "none" and the path of a BLAS library with the C interface (OpenBLAS, MKL, BLIS, Accelerate), such as /usr/lib/libopenblas.so.0; without the setting one is looked for.`,
  )
}

function inEnvironments(around: Surroundings): BlasCandidate[] {
  const { environment, packageFolder, platform } = around
  const places: readonly [string, string | undefined][] = [
    [".venv", join(packageFolder, ".venv")],
    ["VIRTUAL_ENV", environment.VIRTUAL_ENV],
    ["CONDA_PREFIX", environment.CONDA_PREFIX],
  ]
  return places.flatMap(([source, root]) =>
    root === undefined || root === "" ? [] : inFolders(libraryFolders(root, platform), source, around),
  )
}

function inSystem(around: Surroundings): BlasCandidate[] {
  const own = around.platform === "darwin" ? [candidate(accelerate, "the system", around)] : []
  const found = own.filter((entry) => entry !== null)
  return [...found, ...inFolders(systemFolders(around), "the system", around)]
}

/** Folders of a Python or conda environment that hold a BLAS: of its own, or inside of packages. */
function libraryFolders(root: string, platform: NodeJS.Platform): string[] {
  const libraries = platform === "win32" ? [join(root, "Library", "bin")] : [join(root, "lib")]
  const packages =
    platform === "win32"
      ? [join(root, "Lib", "site-packages")]
      : entriesOf(join(root, "lib"))
          .filter((name) => /^python3\.\d+$/.test(name))
          .map((name) => join(root, "lib", name, "site-packages"))
  const inside = [["scipy_openblas32", "lib"], ["numpy.libs"], ["numpy", ".dylibs"]]
  return [...packages.flatMap((folder) => inside.map((parts) => join(folder, ...parts))), ...libraries]
}

/** Where the system's loader looks, and where Homebrew and Intel's installer put their libraries. */
function systemFolders({ environment, platform, architecture }: Surroundings): string[] {
  const listed = (name: string) => (environment[name] ?? "").split(delimiter).filter((folder) => folder !== "")
  if (platform === "win32") return listed("PATH")
  if (platform === "darwin")
    return [...listed("DYLD_LIBRARY_PATH"), "/opt/homebrew/opt/openblas/lib", "/usr/local/opt/openblas/lib"]
  const machine = { x64: "x86_64", arm64: "aarch64" }[architecture] ?? architecture
  const usual = ["/usr/local/lib", "/usr/local/lib64", `/usr/lib/${machine}-linux-gnu`, "/usr/lib64", "/usr/lib"]
  return [...listed("LD_LIBRARY_PATH"), ...usual, "/opt/intel/oneapi/mkl/latest/lib"]
}

/**
 * Names of BLAS libraries, best first; a plain `libblas` can be any of them or the slow reference. Distributions have OpenBLAS in
 * up to six builds side by side: the one they link to counts.
 */
const libraryNames: Partial<Record<NodeJS.Platform, readonly RegExp[]>> = {
  win32: [/^libscipy_openblas.*\.dll$/i, /^(lib)?openblas\.dll$/i, /^mkl_rt(\.\d+)?\.dll$/i],
  darwin: [/^libscipy_openblas.*\.dylib$/, /^libopenblas(\.0)?\.dylib$/, /^libmkl_rt(\.\d+)?\.dylib$/],
  linux: [
    /^libscipy_openblas.*\.so$/,
    /^libopenblas\.so(\.0)?$/,
    /^libmkl_rt\.so(\.\d+)?$/,
    /^libblis\.so\.\d+$/,
    /^libblas\.so\.3$/,
  ],
}

function inFolders(folders: readonly string[], source: string, around: Surroundings): BlasCandidate[] {
  const names = libraryNames[around.platform] ?? libraryNames.linux!
  const files = folders.flatMap((folder) => entriesOf(folder).map((name) => ({ name, path: join(folder, name) })))
  return names
    .flatMap((pattern) => files.filter(({ name }) => pattern.test(name)))
    .map(({ path }) => candidate(path, source, around))
    .filter((entry) => entry !== null)
}

function candidate(path: string, source: string, around: Surroundings): BlasCandidate | null {
  if (path === accelerate && around.platform === "darwin") return { path, source, file: null }
  const absolute = resolve(path)
  if (!existsSync(absolute)) return null
  // A library goes by several names, and is to be measured once.
  const real = realpathSync(absolute)
  const { size, mtimeMs } = statSync(real)
  if (!statSync(real).isFile()) return null
  return { path: real, source, file: { bytes: size, changedMs: mtimeMs } }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

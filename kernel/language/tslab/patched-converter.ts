import { createRequire } from "node:module"
import { join } from "node:path"
import type { ProjectDocument } from "../project-documents.ts"
import type {
  Converter,
  ForkDiagnostic,
  ForkProgram,
  ForkSourceFile,
  ForkSystem,
  TypeScriptFork,
  WatchCallback,
} from "./typescript-fork.ts"

// tslab's converter takes no options: it knows nothing of tsconfig.json, checks loosely, gives up the declarations of a cell
// with a type error, completes no paths, and polls every file it reads. All that lies in how it calls TypeScript, so the
// module that it calls is ours: TypeScript's own with four functions in between.

/** A converter that follows the project, with what it last looked at. */
export interface PatchedConverter {
  readonly typescript: TypeScriptFork
  readonly converter: Converter
  /** Complaints about the cell that was converted last. */
  readonly complaints: () => readonly ForkDiagnostic[]
  readonly program: () => ForkProgram
  /** The file that was completed last. */
  readonly completed: () => { readonly file: ForkSourceFile; readonly offset: number } | null
  /** File system for completion. */
  readonly completionHost: object
  /** A file was edited: it is read anew with the next question. */
  edited(path: string): void
}

/** What `createPatchedConverter` is given. */
export interface PatchedConverterOptions {
  /** Path of `tslab/dist/converter.js`. */
  readonly path: string
  readonly documents: readonly ProjectDocument[]
}

/** How tslab calls the file of a cell. */
export const CELL_FILE = "__tslab__.ts"
const DECLARATIONS_FILE = "__prev__.d.ts"

/** What tslab must go on deciding itself. */
const OF_TSLAB = ["module", "declaration", "newLine", "noImplicitUseStrict", "outDir", "rootDir", "jsx"]

/** Starts a converter for the current folder; at most one is alive at a time in a process. */
export function createPatchedConverter({ path, documents }: PatchedConverterOptions): PatchedConverter {
  const require = createRequire(path)
  const typescriptPath = require.resolve("@tslab/typescript-for-tslab")
  const real = realTypeScript(require, typescriptPath)
  const folder = process.cwd()
  const texts = new Map(documents.map(({ name, text }) => [slashedJoin(folder, name), text]))
  const watchers = new Map<string, WatchCallback>()
  let complaints: readonly ForkDiagnostic[] = []
  let program: ForkProgram | null = null
  let completed: { file: ForkSourceFile; offset: number } | null = null

  const createWatchCompilerHost: TypeScriptFork["createWatchCompilerHost"] = (roots, options, system, ...rest) => {
    const watchFile = system.watchFile.bind(system)
    Object.assign(system, virtualFiles(system, texts), {
      watchDirectory: () => ({ close() {} }),
      watchFile(watched: string, callback: WatchCallback, interval?: number) {
        if (isOfCells(watched)) return watchFile(watched, callback, interval)
        watchers.set(watched, callback)
        return { close: () => watchers.delete(watched) }
      },
    })
    const ambient = [...texts.keys()].filter((one) => one.endsWith(".d.ts"))
    const own = projectOptions(real, system, texts, folder)
    const kept = Object.fromEntries(OF_TSLAB.map((name) => [name, options[name]]))
    const merged = { ...options, ...own, ...kept, checkJs: false, disableTopLevelAwait: false, noEmit: false }
    const host = real.createWatchCompilerHost([...roots, ...ambient], merged, system, ...rest)
    observe(host, (next) => {
      program = next
    })
    return host
  }
  const getPreEmitDiagnosticsOfFiles: TypeScriptFork["getPreEmitDiagnosticsOfFiles"] = (checked, files) => {
    // The files behind the first are what the cell imports. With complaints, tslab would make no declarations.
    complaints = real.getPreEmitDiagnosticsOfFiles(checked, files.slice(0, 1))
    return []
  }
  const completionHost = completionHostOf(real, texts, () => program)
  const getCompletionsAtPositionForTslab: TypeScriptFork["Completions"]["getCompletionsAtPositionForTslab"] = (
    _host,
    seen,
    log,
    file,
    offset,
    ...rest
  ) => {
    completed = { file, offset }
    return real.Completions.getCompletionsAtPositionForTslab(completionHost, seen, log, file, offset, ...rest)
  }
  const Completions = { ...real.Completions, getCompletionsAtPositionForTslab }
  const patched = { ...real, createWatchCompilerHost, getPreEmitDiagnosticsOfFiles, Completions }
  const { createConverter } = requireWith(require, path, typescriptPath, patched)
  const converter = createConverter({})
  return {
    typescript: real,
    converter,
    complaints: () => complaints,
    program: () => program!,
    completed: () => completed,
    completionHost,
    edited: (edited) => watchers.get(edited)?.(edited, real.FileWatcherEventKind.Changed),
  }
}

/** TypeScript as it is on the disk, whatever was put in its place before. */
function realTypeScript(require: NodeJS.Require, path: string): TypeScriptFork {
  const cached = require.cache[path]
  if (cached === undefined) return require(path) as TypeScriptFork
  return ((cached as { real?: TypeScriptFork }).real ?? cached.exports) as TypeScriptFork
}

/** Loads the converter anew, with another TypeScript. */
function requireWith(
  require: NodeJS.Require,
  path: string,
  typescriptPath: string,
  patched: object,
): { createConverter(options: object): Converter } {
  const cached = require.cache[typescriptPath]
  if (cached !== undefined) Object.assign(cached, { real: realTypeScript(require, typescriptPath), exports: patched })
  delete require.cache[path]
  return require(path)
}

function virtualFiles(system: ForkSystem, texts: ReadonlyMap<string, string>): Partial<ForkSystem> {
  const readFile = system.readFile.bind(system)
  const fileExists = system.fileExists.bind(system)
  return {
    readFile: (path, encoding) => texts.get(path) ?? readFile(path, encoding),
    fileExists: (path) => texts.has(path) || fileExists(path),
  }
}

/** What the virtual tsconfig.json, with those it extends, says. */
function projectOptions(
  typescript: TypeScriptFork,
  system: ForkSystem,
  texts: ReadonlyMap<string, string>,
  folder: string,
): Readonly<Record<string, unknown>> {
  const config: unknown = JSON.parse(texts.get(slashedJoin(folder, "tsconfig.json")) ?? "{}")
  const host = Object.assign(Object.create(system), { useCaseSensitiveFileNames: true })
  const { options } = typescript.parseJsonConfigFileContent(config, host, folder)
  const { configFilePath: _path, ...told } = options
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined && value !== null))
}

/** The converter sets the callback for new programs itself; it is let through. */
function observe(host: ReturnType<TypeScriptFork["createWatchCompilerHost"]>, onProgram: (next: ForkProgram) => void) {
  let inner = host.afterProgramCreate
  Object.defineProperty(host, "afterProgramCreate", {
    get: () => (builder: { getProgram(): ForkProgram }) => {
      onProgram(builder.getProgram())
      inner?.(builder)
    },
    set: (next: typeof inner) => {
      inner = next
    },
  })
}

function completionHostOf(
  typescript: TypeScriptFork,
  texts: ReadonlyMap<string, string>,
  program: () => ForkProgram | null,
): object {
  const { sys } = typescript
  return {
    ...virtualFiles(sys, texts),
    directoryExists: sys.directoryExists,
    readDirectory: sys.readDirectory,
    getDirectories: sys.getDirectories,
    realpath: sys.realpath,
    getCurrentDirectory: () => process.cwd(),
    getCompilationSettings: () => program()?.getCompilerOptions() ?? {},
    useCaseSensitiveFileNames: () => true,
  }
}

function isOfCells(path: string): boolean {
  return path.endsWith(`/${CELL_FILE}`) || path.endsWith(`/${DECLARATIONS_FILE}`)
}

function slashedJoin(folder: string, name: string): string {
  return join(folder, name).replaceAll("\\", "/")
}

import { createRequire, register } from "node:module"
import { join } from "node:path"
import process from "node:process"
import { pathToFileURL } from "node:url"
import { MessageChannel, type MessagePort } from "node:worker_threads"
import { builtInModule } from "./built-in-modules.ts"
import { type ImportEnd, type LoaderData, moduleRequest } from "./loader-messages.ts"
import { isLocalModule } from "./local-modules.ts"
import { createModuleResolution } from "./module-resolution.ts"
import { RequiredFiles } from "./required-files.ts"

/** What the imports of cells are turned into. */
export interface ModuleImports {
  /** A static import: the values of the names, `"*"` being the whole namespace; `optional` ones may be missing. */
  importNames(
    specifier: string,
    names: readonly string[],
    optional: readonly string[],
    attributes: ImportAttributes,
  ): Promise<unknown[]>
  /** `import(specifier)` */
  dynamicImport(specifier: unknown, options?: { readonly with?: ImportAttributes }): Promise<object>
  /** `import.meta` */
  readonly meta: ImportMeta
  readonly require: NodeJS.Require
  /** Looks anew at what is installed and what was edited. */
  refresh(): void
}

type ImportAttributes = Readonly<Record<string, string>>

/** Imports as if from a module in the notebook's folder. */
export function createModuleImports(folder: string): ModuleImports {
  const resolution = createModuleResolution(folder)
  const path = join(folder, "cell.ts")
  const require = createRequire(path)
  const required = new RequiredFiles(require.cache)
  let loader: MessagePort | null = null
  const load = async (specifier: string, attributes: ImportAttributes = {}): Promise<object> => {
    const builtIn = builtInModule(specifier)
    if (builtIn !== null) return import(builtIn)
    const url = resolution.resolve(specifier)
    const known: ImportAttributes = /\.json$/.test(url) ? { type: "json" } : {}
    const options = { with: { ...known, ...attributes } }
    if (!isLocalModule(url)) return import(url, options)
    loader ??= startLoader(folder)
    const end = (isLoaded: boolean) => loader?.postMessage({ url, isLoaded } satisfies ImportEnd)
    try {
      const namespace: object = await import(moduleRequest(url), options)
      end(true)
      return namespace
    } catch (failure) {
      end(false)
      throw failure
    }
  }
  return {
    async importNames(specifier, names, optional, attributes) {
      const namespace = await load(specifier, attributes)
      return names.map((name) => pick(namespace, name, optional.includes(name), specifier))
    },
    async dynamicImport(specifier, options) {
      return await load(String(specifier), options?.with)
    },
    meta: {
      url: pathToFileURL(path).href,
      filename: path,
      dirname: folder,
      resolve: (specifier: string) => resolution.resolve(specifier),
    } as ImportMeta,
    require,
    refresh() {
      resolution.refresh()
      required.refresh()
    },
  }
}

/** A CommonJS module whose names Node could not tell still has them on its default export. */
function pick(namespace: object, name: string, optional: boolean, specifier: string): unknown {
  if (name === "*") return namespace
  if (name in namespace) return Reflect.get(namespace, name)
  const whole: unknown = Reflect.get(namespace, "default")
  const isRecord = (typeof whole === "object" && whole !== null) || typeof whole === "function"
  if (isRecord && name in whole) return Reflect.get(whole, name)
  if (optional) return undefined
  throw new SyntaxError(`The module "${specifier}" has no export named "${name}".`)
}

/** Starts the loader thread, with the first import of a local module: most notebooks have none. */
function startLoader(folder: string): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const data: LoaderData = { port: port2, folder }
  register("./module-loader.js", { parentURL: import.meta.url, data, transferList: [port2] })
  process.setSourceMapsEnabled(true)
  port1.unref()
  return port1
}

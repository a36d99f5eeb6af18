import { statSync } from "node:fs"
import { createRequire, register } from "node:module"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath, pathToFileURL } from "node:url"
import { createModuleResolution } from "./module-resolution.ts"
import { KERNEL_MODULE } from "./own-packages.ts"

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
  const versions = new Map<string, number>()
  const path = join(folder, "cell.ts")
  const load = async (specifier: string, attributes: ImportAttributes = {}): Promise<object> => {
    if (specifier === "tslab") return import("./tslab-shim.ts")
    if (specifier === KERNEL_MODULE) return import("./kernel-module.ts")
    const url = resolution.resolve(specifier)
    if (isTypeScript(url)) registerTypeScript()
    const known: ImportAttributes = /\.json$/.test(url) ? { type: "json" } : {}
    return import(currentVersion(url, versions), { with: { ...known, ...attributes } })
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
    require: createRequire(path),
    refresh: () => resolution.refresh(),
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

function isTypeScript(url: string): boolean {
  return url.startsWith("file:") && /\.m?ts$/.test(url)
}

let isRegistered = false

function registerTypeScript(): void {
  if (isRegistered) return
  isRegistered = true
  register("./typescript-loader.js", import.meta.url)
  process.setSourceMapsEnabled(true)
}

/** Node loads an address once; an edited file of the user gets a new one. Packages are left alone. */
function currentVersion(url: string, versions: Map<string, number>): string {
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return url
  const modified = statSync(fileURLToPath(url), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const first = versions.get(url) ?? modified
  versions.set(url, first)
  return modified === first ? url : `${url}?modified=${modified}`
}

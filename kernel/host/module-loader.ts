import { readFile } from "node:fs/promises"
import type { InitializeHook, LoadHook, ResolveFnOutput, ResolveHook } from "node:module"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads"
import { build, type Message, transform } from "esbuild"
import { builtInModule } from "./built-in-modules.ts"
import { type ImportEnd, type LoaderData, requestedModule } from "./loader-messages.ts"
import { createLocalModules, isLocalModule, plainAddress } from "./local-modules.ts"
import { createModuleResolution, type ModuleResolution } from "./module-resolution.ts"
import { OWN_PACKAGES, packageName } from "./own-packages.ts"

// Runs in Node's loader thread once a cell imports a file of the user's: TypeScript loads like JavaScript, what was edited
// is loaded anew, and imports mean what they mean in cells.

const modules = createLocalModules()
let resolution: ModuleResolution
let port: MessagePort

/** Takes what the main thread hands over. */
export const initialize: InitializeHook<LoaderData> = (data) => {
  port = data.port
  resolution = createModuleResolution(data.folder)
}

/** Gives local modules the address of their current version; finds what Node does not, as for cells. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const requested = requestedModule(specifier)
  if (requested !== null) {
    takeEnds()
    resolution.refresh()
    return versioned(await next(requested, context), null)
  }
  const { parentURL } = context
  if (!isLocalModule(parentURL)) return next(specifier, context)
  const builtIn = builtInModule(specifier)
  if (builtIn !== null) return next(builtIn, context)
  try {
    return versioned(await next(specifier, context), parentURL)
  } catch (failure) {
    const url = resolveAsCells(specifier, parentURL)
    if (url !== null) return versioned(await next(url, context), parentURL)
    if (!OWN_PACKAGES.has(packageName(specifier))) throw failure
    return next(specifier, { ...context, parentURL: import.meta.url })
  }
}

/** Removes the types of a local TypeScript file; everything else is Node's business. */
export const load: LoadHook = async (url, context, next) => {
  if (!isLocalModule(url)) return next(url, context)
  const path = fileURLToPath(url)
  if (!/\.(?:m?ts|tsx|jsx)$/.test(path)) return next(url, context)
  return { format: "module", source: await javascriptOf(path), shortCircuit: true }
}

/** What became of earlier imports of cells; sent before the present one was begun. */
function takeEnds(): void {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    const { url, isLoaded } = next.message as ImportEnd
    if (isLoaded) modules.loaded(url)
    else modules.failed(url)
  }
}

function versioned(found: ResolveFnOutput, parent: string | null): ResolveFnOutput {
  const { url } = found
  // An address with a query of the user's own stays as it is.
  if (!isLocalModule(url) || url.includes("?")) return found
  const json = /\.json$/.test(url) ? { importAttributes: { type: "json" } } : {}
  return { ...found, ...json, url: modules.addressOf(url, parent) }
}

function resolveAsCells(specifier: string, parent: string): string | null {
  try {
    return resolution.resolve(specifier, dirname(fileURLToPath(plainAddress(parent))))
  } catch {
    return null
  }
}

const OPTIONS = {
  format: "esm",
  target: "es2024",
  supported: { "import-attributes": true },
  sourcemap: "inline",
  charset: "utf8",
  logLevel: "silent",
} as const

/** JavaScript of a file, by the tsconfig.json that it lies under; by none where that one is broken. */
async function javascriptOf(path: string): Promise<string> {
  const loader = /\.(?:jsx|tsx)$/.test(path) ? "tsx" : "ts"
  try {
    const { outputFiles } = await build({ ...OPTIONS, entryPoints: [path], outdir: dirname(path), write: false })
    return outputFiles[0]?.text ?? ""
  } catch (failure) {
    const [message] = (failure as { errors?: readonly Message[] }).errors ?? []
    if (message === undefined) throw failure
    if (message.location?.file.endsWith(".json") !== true) throw syntaxError(message, path)
  }
  try {
    const { code } = await transform(await readFile(path, "utf8"), { ...OPTIONS, loader, sourcefile: path })
    return code
  } catch (failure) {
    const [message] = (failure as { errors?: readonly Message[] }).errors ?? []
    throw message === undefined ? failure : syntaxError(message, path)
  }
}

/** With a frame at the place, as an exception from there would have. */
function syntaxError({ location, text }: Message, path: string): SyntaxError {
  const error = new SyntaxError(text)
  const { line = 1, column = 0, lineText = "" } = location ?? {}
  // esbuild counts columns in UTF-8 bytes from 0.
  const before = Buffer.from(lineText, "utf8").subarray(0, column).toString("utf8")
  error.stack = `SyntaxError: ${text}\n    at ${path}:${line}:${before.length + 1}`
  return error
}

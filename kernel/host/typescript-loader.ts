import { readFile } from "node:fs/promises"
import type { LoadHook, ResolveHook } from "node:module"
import { fileURLToPath } from "node:url"
import { transform } from "esbuild"
import { KERNEL_MODULE, OWN_PACKAGES, packageName } from "./own-packages.ts"

// Runs in Node's loader thread once a cell imports a `.ts` file: such files, and what they import, load like JavaScript.

/** Finds what Node does not: `./part` and `./part.js` that are written as `part.ts`, and the kernel's own packages. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  if (specifier === "tslab") return next(new URL("./tslab-shim.js", import.meta.url).href, context)
  if (specifier === KERNEL_MODULE) return next(new URL("./kernel-module.js", import.meta.url).href, context)
  try {
    return await next(specifier, context)
  } catch (failure) {
    if (!isUsersFile(context.parentURL)) throw failure
    for (const candidate of candidates(specifier)) {
      try {
        return await next(candidate, context)
      } catch {}
    }
    if (!OWN_PACKAGES.has(packageName(specifier))) throw failure
    return next(specifier, { ...context, parentURL: import.meta.url })
  }
}

/** Removes the types of a user's `.ts` file; everything else is Node's business. */
export const load: LoadHook = async (url, context, next) => {
  const { protocol, pathname } = new URL(url)
  if (protocol !== "file:" || !/\.m?ts$/.test(pathname) || !isUsersFile(url)) {
    return next(url, context)
  }
  const path = fileURLToPath(url)
  const { code } = await transform(await readFile(path, "utf8"), {
    loader: "ts",
    format: "esm",
    target: "es2024",
    supported: { "import-attributes": true },
    sourcemap: "inline",
    sourcefile: path,
  })
  return { format: "module", source: code, shortCircuit: true }
}

function candidates(specifier: string): string[] {
  if (!/^\.{1,2}\//.test(specifier)) return []
  const extensions = [".ts", ".mts", ".js", ".mjs", ".json", "/index.ts", "/index.js"]
  return [
    ...(/\.m?js$/.test(specifier) ? [specifier.replace(/js$/, "ts")] : []),
    ...extensions.map((extension) => specifier + extension),
  ]
}

function isUsersFile(url: string | undefined): boolean {
  return url?.startsWith("file:") === true && !url.includes("/node_modules/")
}

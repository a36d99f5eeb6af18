/** Modules that the kernel serves to cells, whatever is installed. */
const BUILT_IN: Readonly<Record<string, string>> = {
  tslab: "./tslab-shim.js",
  "@deltaw/kernel": "./kernel-module.js",
}

/** Address of a module that the kernel serves, or null where the specifier names none. */
export function builtInModule(specifier: string): string | null {
  const path = Object.hasOwn(BUILT_IN, specifier) ? BUILT_IN[specifier] : undefined
  return path === undefined ? null : new URL(path, import.meta.url).href
}

/** Packages that the kernel brings along for notebooks that have no copy of their own. */
export const OWN_PACKAGES: ReadonlySet<string> = new Set(["deltaw", "arquero"])

/** Name of the package in a specifier such as `@scope/name/part`. */
export function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
}

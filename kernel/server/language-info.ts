import { createRequire } from "node:module"

const require = createRequire(import.meta.url)
const versionOf = (name: string): string => (require(`${name}/package.json`) as { version: string }).version

/** Version of this package. */
export const implementationVersion = versionOf("deltaw")

/** What notebooks store about the language; `codemirror_mode` is a bare string because some clients choke on an object. */
export const languageInfo = {
  name: "typescript",
  version: versionOf("typescript"),
  mimetype: "text/typescript",
  file_extension: ".ts",
  pygments_lexer: "typescript",
  codemirror_mode: "typescript",
  nbconvert_exporter: "script",
} as const

/** What notebooks store about the kernel. */
export const kernelSpec = { name: "deltaw", display_name: "TypeScript (Δw)", language: "typescript" } as const

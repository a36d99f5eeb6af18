import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { DOCUMENT_STEM } from "./cell-document.ts"
import { CELL_GLOBALS } from "./cell-globals.ts"
import { type ProjectOptions, readProjectOptions, slashed } from "./project-options.ts"

/** A virtual file beside the notebook. */
export interface ProjectDocument {
  readonly name: string
  readonly text: string
}

/** The virtual project that cells belong to. */
export interface Project {
  readonly documents: readonly ProjectDocument[]
  /** Path of the user's tsconfig.json that it builds on, or null. */
  readonly userConfig: string | null
  /** What the user's tsconfig.json says beyond types. */
  readonly options: ProjectOptions
  /** Why the user's tsconfig.json is not followed, in a sentence, or null. */
  readonly problem: string | null
}

const PACKAGE_FOLDER = fileURLToPath(new URL("../..", import.meta.url))

/** The host serves these from the kernel's own copy where the notebook's folder has none; so do their types. */
const SERVED_PACKAGES: Readonly<Record<string, () => string>> = {
  deltaw: () => join(ownPackageFolder(), ".build", "lib", "index.d.ts"),
  arquero: () => dirname(createRequire(import.meta.url).resolve("arquero/package.json")),
}

const [AMBIENT, BASE_CONFIG, USER_CONFIG] = [
  `${DOCUMENT_STEM}ambient.d.ts`,
  `${DOCUMENT_STEM}base.json`,
  `${DOCUMENT_STEM}user.json`,
]

/** What holds where the user's tsconfig.json says nothing. */
const DEFAULTS = { strict: true, skipLibCheck: true, types: [], lib: ["esnext"], allowJs: true }

/** What holds whatever the user's tsconfig.json says: how the host runs cells. */
const RUNTIME = {
  target: "esnext",
  module: "esnext",
  moduleResolution: "bundler",
  customConditions: ["node"],
  moduleDetection: "force",
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  isolatedModules: false,
  isolatedDeclarations: false,
  verbatimModuleSyntax: false,
  erasableSyntaxOnly: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  rootDir: null,
  outDir: null,
  tsBuildInfoFile: null,
}

/**
 * The configuration and the declarations that make a folder a project of cells. They are never written:
 * the folder's own tsconfig.json is read from the disk and served under another name, since ours takes its place.
 */
export function projectOf(folder: string): Project {
  const found = findUpwards(folder, "tsconfig.json")
  const { options, problem } = found === null ? { options: {}, problem: null } : readProjectOptions(found)
  const userConfig = problem === null ? found : null
  const isBeside = userConfig !== null && dirname(userConfig) === folder
  const paths = { ...served(folder), ...options.paths }
  const config = {
    extends: [
      `./${BASE_CONFIG}`,
      ...(userConfig === null ? [] : [isBeside ? `./${USER_CONFIG}` : slashed(userConfig)]),
    ],
    compilerOptions: { ...RUNTIME, paths },
    files: [AMBIENT],
    include: [`./${DOCUMENT_STEM}*.mts`, `./${DOCUMENT_STEM}*.tsx`],
    exclude: [],
    references: [],
  }
  const documents = [
    { name: BASE_CONFIG, text: JSON.stringify({ compilerOptions: DEFAULTS }) },
    ...(isBeside ? [{ name: USER_CONFIG, text: readFileSync(userConfig, "utf8") }] : []),
    { name: "tsconfig.json", text: JSON.stringify(config) },
    { name: AMBIENT, text: ambientText(folder) },
  ]
  const told = problem === null ? null : `${problem} Cells are checked with the kernel's own settings.`
  return { documents, userConfig, options, problem: told }
}

function served(folder: string): Record<string, string[]> {
  const missing = Object.entries(SERVED_PACKAGES).filter(([name]) => !isFoundFrom(folder, name))
  return Object.fromEntries(missing.map(([name, path]) => [name, [slashed(path())]]))
}

/** Whether a package is installed for a folder, or is the package that the folder belongs to. */
function isFoundFrom(folder: string, name: string): boolean {
  if (findUpwards(folder, join("node_modules", name, "package.json")) !== null) return true
  const own = findUpwards(folder, "package.json")
  if (own === null) return false
  try {
    return (JSON.parse(readFileSync(own, "utf8")) as { name?: unknown }).name === name
  } catch {
    return false
  }
}

/** Globals of cells, and types of Node for folders without their own. */
function ambientText(folder: string): string {
  const nodeTypes = findUpwards(folder, join("node_modules", "@types", "node", "index.d.ts")) ?? ownNodeTypes()
  const reference = nodeTypes === null ? "" : `/// <reference path=${JSON.stringify(slashed(nodeTypes))} />\n`
  return reference + CELL_GLOBALS
}

function ownNodeTypes(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")), "index.d.ts")
  } catch {
    return null
  }
}

/** Our package's folder: compiled files lie in its `.build`. */
function ownPackageFolder(): string {
  return PACKAGE_FOLDER.replace(/[\\/]\.build[\\/]?$/, "")
}

function findUpwards(folder: string, path: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, path)
    if (existsSync(candidate)) return candidate
    if (dirname(at) === at) return null
  }
}

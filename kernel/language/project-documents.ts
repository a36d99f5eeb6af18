import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { DOCUMENT_STEM } from "./cell-document.ts"
import { CELL_GLOBALS } from "./cell-globals.ts"

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
const DEFAULTS = { strict: true, skipLibCheck: true, types: [] }

/** What holds whatever the user's tsconfig.json says: how the host runs cells. */
const RUNTIME = {
  target: "esnext",
  lib: ["esnext"],
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
  const userConfig = findUpwards(folder, "tsconfig.json")
  const isBeside = userConfig !== null && dirname(userConfig) === folder
  const userText = isBeside ? readOrEmpty(userConfig) : ""
  const base = { compilerOptions: { ...DEFAULTS, ...served(folder) } }
  const config = {
    extends: [
      `./${BASE_CONFIG}`,
      ...(userConfig === null ? [] : [isBeside ? `./${USER_CONFIG}` : slashed(userConfig)]),
    ],
    compilerOptions: RUNTIME,
    files: [AMBIENT],
    include: [`./${DOCUMENT_STEM}*.mts`],
    exclude: [],
    references: [],
  }
  const documents = [
    { name: BASE_CONFIG, text: JSON.stringify(base) },
    ...(isBeside ? [{ name: USER_CONFIG, text: userText }] : []),
    { name: "tsconfig.json", text: JSON.stringify(config) },
    { name: AMBIENT, text: ambientText(folder) },
  ]
  return { documents, userConfig }
}

/** A tsconfig.json that cannot be read settles nothing. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return "{}"
  }
}

function served(folder: string): { paths?: Record<string, string[]> } {
  const missing = Object.entries(SERVED_PACKAGES).filter(([name]) => !isFoundFrom(folder, name))
  if (missing.length === 0) return {}
  return { paths: Object.fromEntries(missing.map(([name, path]) => [name, [slashed(path())]])) }
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

/** A path as TypeScript writes it on every system. */
function slashed(path: string): string {
  return path.replaceAll("\\", "/")
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

import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, isAbsolute, join, resolve } from "node:path"
import { parseSync } from "oxc-parser"

/** Compiler options of a project that say more than what is checked: how code becomes JavaScript, where imports are found. */
export interface ProjectOptions {
  readonly experimentalDecorators?: boolean
  readonly useDefineForClassFields?: boolean
  readonly jsx?: string
  readonly jsxFactory?: string
  readonly jsxFragmentFactory?: string
  readonly jsxImportSource?: string
  /** Patterns of imports with the places to look at, as absolute paths. */
  readonly paths?: Readonly<Record<string, readonly string[]>>
}

/** What a tsconfig.json and those it extends say; `problem` is a sentence where one of them cannot be read. */
export interface ReadOptions {
  readonly options: ProjectOptions
  readonly problem: string | null
}

const TAKEN = {
  experimentalDecorators: "boolean",
  useDefineForClassFields: "boolean",
  jsx: "string",
  jsxFactory: "string",
  jsxFragmentFactory: "string",
  jsxImportSource: "string",
} as const

const CONFIG_FOLDER = "${configDir}"

/** Reads a tsconfig.json with what it extends. */
export function readProjectOptions(path: string): ReadOptions {
  try {
    return { options: optionsOf(path, dirname(path), new Set()), problem: null }
  } catch (failure) {
    return { options: {}, problem: (failure as Error).message }
  }
}

/** `folder` is that of the outermost file, which `${configDir}` stands for. */
function optionsOf(path: string, folder: string, visited: Set<string>): ProjectOptions {
  if (visited.has(path)) throw new Error(`${path} extends itself.`)
  visited.add(path)
  const config = recordOf(parseConfig(path))
  const bases = [config.extends ?? []]
    .flat()
    .map((base) => optionsOf(extendedPath(String(base), path), folder, visited))
  const own = recordOf(config.compilerOptions)
  const taken = Object.entries(TAKEN).filter(([name, type]) => typeof own[name] === type)
  const options = Object.fromEntries(taken.map(([name]) => [name, own[name]])) as ProjectOptions
  const origin = resolve(dirname(path), String(own.baseUrl ?? ".").replace(CONFIG_FOLDER, folder))
  const absolute = (place: unknown) => slashed(resolve(origin, String(place).replace(CONFIG_FOLDER, folder)))
  const patterns = Object.entries(recordOf(own.paths))
  const paths = Object.fromEntries(patterns.map(([pattern, places]) => [pattern, [places].flat().map(absolute)]))
  visited.delete(path)
  return { ...Object.assign({}, ...bases), ...options, ...(own.paths === undefined ? {} : { paths }) }
}

/** Where `extends` leads: a file told from the extending one, or a package's. */
function extendedPath(specifier: string, from: string): string {
  const candidates =
    /^\.{1,2}[\\/]/.test(specifier) || isAbsolute(specifier)
      ? [specifier, `${specifier}.json`].map((one) => resolve(dirname(from), one))
      : ancestors(dirname(from)).flatMap((folder) =>
          [specifier, `${specifier}.json`, join(specifier, "tsconfig.json")].map((one) =>
            join(folder, "node_modules", one),
          ),
        )
  const found = candidates.find((one) => one.endsWith(".json") && existsSync(one)) ?? exported(specifier, from)
  if (found === null) throw new Error(`${from} extends "${specifier}", which is not there.`)
  return found
}

function exported(specifier: string, from: string): string | null {
  try {
    return createRequire(from).resolve(specifier)
  } catch {
    return null
  }
}

function ancestors(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}

/** The value of a JSON text with comments and trailing commas, which is an expression of JavaScript. */
function parseConfig(path: string): unknown {
  const text = readFileSync(path, "utf8").replace(/^\ufeff/, "")
  const { program, errors } = parseSync("tsconfig.ts", `(${text}\n)`, { lang: "ts" })
  const [statement] = program.body
  if (errors.length > 0 || statement?.type !== "ExpressionStatement") {
    const line = text.slice(0, errors[0]?.labels[0]?.start ?? 0).split("\n").length
    throw new Error(`${path} does not parse at line ${line}.`)
  }
  return jsonValue(statement.expression)
}

interface JsonNode {
  readonly type: string
}

function jsonValue(node: JsonNode): unknown {
  const { expression, value, elements, properties } = node as {
    expression?: JsonNode
    value?: unknown
    elements?: readonly (JsonNode | null)[]
    properties?: readonly { key?: { value?: unknown }; value?: JsonNode }[]
  }
  if (node.type === "ParenthesizedExpression" && expression) return jsonValue(expression)
  if (node.type === "Literal") return value
  if (elements) return elements.flatMap((one) => (one === null ? [] : [jsonValue(one)]))
  if (node.type === "ObjectExpression" && properties) {
    return Object.fromEntries(
      properties.flatMap(({ key, value: one }) => (one ? [[String(key?.value), jsonValue(one)]] : [])),
    )
  }
  return undefined
}

/** A path as TypeScript writes it on every system. */
export function slashed(path: string): string {
  return path.replaceAll("\\", "/")
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

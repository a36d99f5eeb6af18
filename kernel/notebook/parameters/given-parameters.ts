import { parse } from "acorn"
import { UsageError } from "../arguments.ts"
import { isRecord, readText } from "../notebook-file.ts"

/** A value for a parameter, as it was given. */
export interface GivenParameter {
  readonly name: string
  /** What it may mean, likeliest first: text of the command line is JSON or stands for itself. */
  readonly readings: readonly unknown[]
  /** As it was given, for messages. */
  readonly text: string
}

/** Takes `-p name value` and `-p name=value` out of the arguments of a command, which knows nothing of options with two values. */
export function takeParameters(argv: readonly string[]): { given: GivenParameter[]; rest: string[] } {
  const given: GivenParameter[] = []
  const rest: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!
    if (argument !== "-p" && argument !== "--parameter") {
      rest.push(argument)
      continue
    }
    const next = argv[++i] ?? ""
    const equals = next.indexOf("=")
    const name = equals < 0 ? next : next.slice(0, equals)
    const text = equals < 0 ? argv[++i] : next.slice(equals + 1)
    if (text === undefined) throw new UsageError(`${argument} wants a name and a value: -p rate 0.1, or -p rate=0.1`)
    given.push(parameterFromText(name, text))
  }
  return { given, rest }
}

/** A parameter from the command line. */
export function parameterFromText(name: string, text: string): GivenParameter {
  return { name: checkedName(name), readings: [...jsonReadings(text), text], text: `"${text}"` }
}

/** Parameters from a file that holds a JSON object, name to value. */
export async function parametersFromFile(file: string): Promise<GivenParameter[]> {
  const text = await readText(file)
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch (error) {
    throw new Error(`The parameters in "${file}" are no JSON: ${(error as Error).message}`)
  }
  if (!isRecord(values))
    throw new Error(`The parameters in "${file}" are ${text.trim()}, expected {"name": value, ...}`)
  return Object.entries(values).map(([name, value]) => ({
    name: checkedName(name),
    readings: [value],
    text: JSON.stringify(value),
  }))
}

/** One value a name, the last one counts; names given twice on the command line are a mistake. */
export function mergeParameters(
  inFile: readonly GivenParameter[],
  onLine: readonly GivenParameter[],
): GivenParameter[] {
  const names = onLine.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`parameter "${twice}" was given twice`)
  return [...new Map([...inFile, ...onLine].map((one) => [one.name, one])).values()]
}

function jsonReadings(text: string): unknown[] {
  // A long whole number would lose digits without a word.
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text))) return []
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

function checkedName(name: string): string {
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && canBeDeclared(name)) return name
  throw new UsageError(`parameter ${JSON.stringify(name)} is not a name of TypeScript`)
}

function canBeDeclared(name: string): boolean {
  try {
    parse(`let ${name} = 0`, { ecmaVersion: "latest", sourceType: "module" })
    return true
  } catch {
    return false
  }
}

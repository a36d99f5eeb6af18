import type { Language } from "../../language/language.ts"
import { jsonLine } from "../json-line.ts"
import type { GivenParameter } from "./given-parameters.ts"
import { describeParameter, type Parameter } from "./parameter-cell.ts"

/** A parameter with its value, ready to be written into a cell. */
export interface SetParameter {
  readonly parameter: Parameter
  readonly value: unknown
}

/** Parameters of a notebook that declares none: each is a variable of the likeliest value. */
export function undeclaredValues(given: readonly GivenParameter[]): SetParameter[] {
  return given.map(({ name, readings }) => ({
    parameter: { name, keyword: "let", annotation: null, initial: null },
    value: readings[0],
  }))
}

/** Finds the declared parameter of each name; throws one sentence for all names that are none, with the list of those that are. */
export function declaredParameters(
  given: readonly GivenParameter[],
  parameters: readonly Parameter[],
): Map<GivenParameter, Parameter> {
  const unknown = given.filter(({ name }) => !parameters.some((one) => one.name === name))
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => `"${name}"`).join(", ")
    const known = parameters.map(describeParameter).join(", ")
    throw new Error(`There is no parameter ${names}; the notebook has ${known === "" ? "none" : known}.`)
  }
  return new Map(given.map((one) => [one, parameters.find(({ name }) => name === one.name)!]))
}

/**
 * Chooses for each value the reading that TypeScript accepts for the declared type: "5" is a number or a text as the type wants.
 * Nothing is run. Throws a sentence for each value that fits in no reading: with the name, the value and the type.
 * @param language a language service of which nothing else is asked
 * @param sources the code cells up to the one that declares the parameters, for the types they know
 */
export async function fittingValues(
  language: Language,
  sources: readonly string[],
  declared: ReadonlyMap<GivenParameter, Parameter>,
): Promise<SetParameter[]> {
  for (const source of sources) {
    const compiled = await language.compile(source)
    if (compiled.ok) language.ran(compiled.number)
  }
  const found: SetParameter[] = []
  const complaints: string[] = []
  for (const [given, parameter] of declared) {
    const answers: string[] = []
    for (const value of given.readings) {
      const complaint = await complaintAbout(language, parameter, value)
      if (complaint === null) {
        found.push({ parameter, value })
        break
      }
      answers.push(complaint)
    }
    if (answers.length < given.readings.length) continue
    complaints.push(`Parameter "${given.name}" is ${given.text}, expected ${typeName(parameter)}: ${answers[0]}`)
  }
  if (complaints.length > 0) throw new Error(complaints.join("\n"))
  return found
}

/** What TypeScript says about an assignment, or null. */
async function complaintAbout(language: Language, parameter: Parameter, value: unknown): Promise<string | null> {
  const declaration = `${declarationOf(parameter)}\n`
  const compiled = await language.compile(`${declaration}${parameter.name} = ${jsonLine(value)}`)
  if (!compiled.ok) return compiled.error.message
  const lines = declaration.split("\n").length
  const found = (await language.check(compiled.number)).find(
    ({ line, severity }) => severity === "error" && line >= lines,
  )
  return found === undefined ? null : found.message.split("\n")[0]!
}

/** As `let`, since a constant would have the type of its one value. */
function declarationOf({ name, annotation, initial }: Parameter): string {
  if (annotation !== null) return `declare let ${name}: ${annotation}`
  return initial === null ? `declare let ${name}: unknown` : `let ${name} = ${initial}`
}

function typeName({ annotation, initial }: Parameter): string {
  if (annotation !== null) return annotation
  if (initial === null) return "unknown"
  if (/^-?[\d.][\w.+-]*$/.test(initial)) return "number"
  if (/^(?:true|false)$/.test(initial)) return "boolean"
  if (/^(["'`])(?:(?!\1)[^\\]|\\.)*\1$/.test(initial)) return "string"
  return `the type of ${initial}`
}

import { TYPE_CHECKS, type TypeCheck } from "../host/messages.ts"
import type { Language } from "../language/language.ts"

/** Reads the setting DELTAW_TYPE_CHECK; throws a sentence that quotes a value it does not know. */
export function typeCheckSetting(value: string | undefined): TypeCheck {
  if (value === undefined || value === "") return "warn"
  const mode = modeNamed(value)
  if (mode !== null) return mode
  throw new Error(complaintAbout("DELTAW_TYPE_CHECK", value))
}

/** A comment such as `// @deltaw type-check: block`, on a line of its own. */
const pragma = /^[ \t]*\/\/[ \t]*@deltaw[ \t]+type-check[ \t]*:[ \t]*(\S*)[ \t]*$/m

/** What is done about type errors of a cell: what a comment in it says, else the setting; a complaint where it says what is no mode. */
export function typeCheckOf(code: string, setting: TypeCheck): TypeCheck | { readonly complaint: string } {
  const value = pragma.exec(code)?.[1]
  if (value === undefined) return setting
  return modeNamed(value) ?? { complaint: complaintAbout("The type-check of this cell", value) }
}

function modeNamed(value: string): TypeCheck | null {
  return TYPE_CHECKS.find((one) => one === value) ?? null
}

function complaintAbout(what: string, value: string): string {
  return `${what} is "${value}": expected ${TYPE_CHECKS.map((one) => `"${one}"`).join(", ")}`
}

/** Checks a compiled cell; resolves to the text to show, empty where there is nothing to say, and never rejects. */
export async function checkTypes(language: Language, number: number, mode: TypeCheck): Promise<string> {
  if (mode === "off") return ""
  try {
    const found = await language.check(number)
    const shown = mode === "block" ? found.filter(({ severity }) => severity === "error") : found
    if (shown.length === 0) return ""
    const text = language.report(number, shown)
    return text.endsWith("\n") ? text : `${text}\n`
  } catch {
    // The server was replaced or the cell forgotten: that says nothing about the cell.
    return ""
  }
}

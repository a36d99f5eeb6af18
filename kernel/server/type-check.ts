import type { Language } from "../language/language.ts"

/** What is done about type errors: shown under the cell, a reason not to run it, or nothing. */
export type TypeCheck = "warn" | "block" | "off"

const typeChecks: readonly TypeCheck[] = ["warn", "block", "off"]

/** Reads the setting DELTAW_TYPE_CHECK; throws a sentence that quotes a value it does not know. */
export function typeCheckSetting(value: string | undefined): TypeCheck {
  if (value === undefined || value === "") return "warn"
  const found = typeChecks.find((one) => one === value)
  if (found !== undefined) return found
  throw new Error(`DELTAW_TYPE_CHECK is "${value}": expected ${typeChecks.map((one) => `"${one}"`).join(", ")}`)
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

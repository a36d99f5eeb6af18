import { isRecord } from "./notebook-file.ts"

/** What ends a line for TypeScript or is no character for YAML, and which JSON leaves as it is. */
const unsafe = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g

/** JSON on one line, with a space behind each comma and colon: valid as TypeScript, in a comment, and as YAML. */
export function jsonLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonLine).join(", ")}]`
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    return `{${entries.map(([key, one]) => `${jsonLine(key)}: ${jsonLine(one)}`).join(", ")}}`
  }
  return (JSON.stringify(value) ?? "null").replace(unsafe, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}

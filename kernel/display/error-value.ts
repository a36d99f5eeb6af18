import { type Showing, showing } from "./showing.ts"

/** Causes deeper than this are not told. */
const DEEPEST_CAUSE = 5
/** Errors told of those that an `AggregateError` holds. */
const MOST_ERRORS = 10

/** An error that is a value, not thrown: name, message and causes, without the stack, whose positions are those of compiled code. */
export function showErrorValue(error: Error): Showing {
  return showing({ "text/plain": describe(error, 0).join("\n") })
}

function describe(error: Error, depth: number): string[] {
  const indent = "  ".repeat(depth)
  const lines = [`${indent}${depth === 0 ? "" : "caused by "}${error.name}: ${error.message}`]
  if (depth === DEEPEST_CAUSE) return lines
  const among = error instanceof AggregateError ? error.errors.slice(0, MOST_ERRORS) : []
  for (const cause of [error.cause, ...among]) if (cause instanceof Error) lines.push(...describe(cause, depth + 1))
  return lines
}

import { env, platform } from "node:process"
import type { ForeignFunctions } from "./foreign-functions.ts"

/** Environment variables by name; null for one that is not set. */
export type Variables = Readonly<Record<string, string | null>>

/**
 * Environment variables as C code sees them. In a worker thread `process.env` is a copy that can say something else.
 */
export function readVariables(koffi: ForeignFunctions, names: readonly string[]): Variables {
  const read = platform === "win32" ? (name: string) => env[name] ?? null : reader(koffi)
  return Object.fromEntries(names.map((name) => [name, read(name)]))
}

/**
 * Runs `work` while C code sees other environment variables, and then sets them as `before` says.
 * What stood there before is an argument and is not read here: two threads that load the same library at once would else
 * take each other's variables for the user's, and the second would restore what the first had changed.
 */
export function withVariables<Result>(
  koffi: ForeignFunctions,
  during: Variables,
  before: Variables,
  work: () => Result,
): Result {
  const write = writer(koffi)
  const changed = Object.entries(during).filter(([name, value]) => value !== before[name])
  try {
    for (const [name, value] of changed) write(name, value)
    return work()
  } finally {
    for (const [name] of changed) write(name, before[name] ?? null)
  }
}

function reader(koffi: ForeignFunctions): (name: string) => string | null {
  return koffi.load(null).func("getenv", "str", ["str"]) as unknown as (name: string) => string | null
}

function writer(koffi: ForeignFunctions): (name: string, value: string | null) => void {
  if (platform === "win32") return windowsWriter(koffi)
  const libc = koffi.load(null)
  const setenv = libc.func("setenv", "int", ["str", "str", "int"])
  const unsetenv = libc.func("unsetenv", "int", ["str"])
  return (name, value) => {
    if (value === null) unsetenv(name)
    else setenv(name, value, 1)
  }
}

/** Each C runtime of Windows keeps an environment of its own beside the system's, and a library has one or the other. */
function windowsWriter(koffi: ForeignFunctions): (name: string, value: string | null) => void {
  const set = koffi.load("kernel32.dll").func("SetEnvironmentVariableA", "int", ["str", "str"])
  const puts = ["ucrtbase.dll", "msvcrt.dll"].map((runtime) =>
    koffi.load(runtime).func("_putenv_s", "int", ["str", "str"]),
  )
  return (name, value) => {
    // An empty value removes a variable.
    for (const put of puts) put(name, value ?? "")
    set(name, value)
  }
}

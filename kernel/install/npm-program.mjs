import { existsSync } from "node:fs"
import path from "node:path"
import { Problem } from "./problem.mjs"

/**
 * npm's own script through this Node, as npm.cmd cannot be started without a shell on Windows.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ program: string, args: string[] }}
 */
export function npmProgram(env = process.env) {
  const bin = path.dirname(process.execPath)
  const candidates = [
    /npm-cli\.c?js$/.test(env.npm_execpath ?? "") ? env.npm_execpath : undefined,
    path.join(bin, "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(bin, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
  ]
  const script = candidates.find((candidate) => candidate !== undefined && existsSync(candidate))
  if (script !== undefined) return { program: process.execPath, args: [script] }
  if (process.platform !== "win32") return { program: "npm", args: [] }
  throw new Problem(
    "npm was not found beside Node.",
    "Run this command as npm start or npm test, or install Node from https://nodejs.org.",
  )
}

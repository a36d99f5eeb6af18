import { spawn } from "node:child_process"

/**
 * Runs a program to its end and keeps what it printed.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options] show: let it print to the terminal instead
 * @returns {Promise<{ code: number | null, output: string }>} a program that could not be started has code null
 */
export function runProgram(program, args, { cwd, env = process.env, show = false } = {}) {
  return new Promise((resolve) => {
    const chunks = []
    const stdio = show ? "inherit" : ["ignore", "pipe", "pipe"]
    const child = spawn(program, args, { cwd, env, stdio, windowsHide: true })
    child.stdout?.on("data", (chunk) => chunks.push(chunk))
    child.stderr?.on("data", (chunk) => chunks.push(chunk))
    child.on("error", (error) => resolve({ code: null, output: `${program}: ${error.message}` }))
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString("utf8") }))
  })
}

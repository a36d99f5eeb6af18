import { stderr, stdin } from "node:process"
import { createInterface } from "node:readline/promises"
import { Writable } from "node:stream"

/**
 * Asks a person at a terminal for a user name and a password, which is not shown while it is written.
 * @param {string} question whose login it is
 * @returns {Promise<{ username: string, password: string } | null>} null where nobody sits there, or nothing was written
 */
export async function askLogin(question) {
  if (!stdin.isTTY || !stderr.isTTY) return null
  stderr.write(`\n${question}\n`)
  let muted = false
  const output = new Writable({
    write(piece, _, done) {
      if (!muted) stderr.write(piece)
      done()
    },
  })
  const lines = createInterface({ input: stdin, output, terminal: true })
  try {
    const username = await lines.question("User name: ")
    stderr.write("Password: ")
    muted = true
    const password = await lines.question("")
    stderr.write("\n")
    return username === "" || password === "" ? null : { username, password }
  } finally {
    lines.close()
  }
}

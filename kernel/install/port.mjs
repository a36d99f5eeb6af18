import net from "node:net"
import { Problem } from "./problem.mjs"

const USUAL_PORT = 8888
const TRIES = 50

/**
 * The port for JupyterLab: the one asked for, else the first free one from 8888 on.
 * @param {string | undefined} asked as typed
 * @returns {Promise<number>}
 * @throws {Problem} where the text is no port, or the port is taken
 */
export async function choosePort(asked) {
  if (asked !== undefined) {
    const port = Number(asked)
    if (!/^\d+$/.test(asked) || port < 1 || port > 65535) {
      throw new Problem(`--port "${asked}" is not a port.`, "Say a whole number from 1 to 65535, such as --port 8890.")
    }
    const fault = await faultOf(port)
    if (fault === undefined) return port
    if (fault === "EACCES")
      throw new Problem(`Port ${port} may not be used by this account.`, "Say a port above 1023, such as --port 8890.")
    throw new Problem(
      `Port ${port} is taken by another program (perhaps another JupyterLab).`,
      "End that program, or say another port: npm start -- --port N. Without --port the first free one is used.",
    )
  }
  for (let port = USUAL_PORT; port < USUAL_PORT + TRIES; port++) if ((await faultOf(port)) === undefined) return port
  throw new Problem(
    `The ports ${USUAL_PORT} to ${USUAL_PORT + TRIES - 1} are all taken.`,
    "Say a free one: npm start -- --port N.",
  )
}

/** The error code of listening there; undefined where the port is free on every loopback address. */
async function faultOf(port) {
  return (await listenOnce(port, "127.0.0.1")) ?? (await listenOnce(port, "::1", ["EADDRNOTAVAIL", "EAFNOSUPPORT"]))
}

function listenOnce(port, host, harmless = []) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once("error", (error) => resolve(harmless.includes(error.code) ? undefined : error.code))
    server.listen({ port, host }, () => server.close(() => resolve(undefined)))
  })
}

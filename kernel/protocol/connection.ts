import { readFile } from "node:fs/promises"

/** The sockets of a kernel, in the protocol's words. */
export const channels = ["shell", "control", "stdin", "iopub", "hb"] as const

/** Name of one socket of a kernel. */
export type Channel = (typeof channels)[number]

/** Hash functions a connection file may ask for. */
export const digests = ["sha256", "sha512", "md5"] as const

/** Name of a hash function. */
export type Digest = (typeof digests)[number]

/** Keys of CurveZMQ, each 40 characters of Z85. */
export interface CurveKeys {
  readonly publicKey: string
  readonly secretKey: string
}

/** What a connection file says. */
export interface Connection {
  readonly transport: "tcp" | "ipc"
  readonly ip: string
  readonly ports: Readonly<Record<Channel, number>>
  readonly digest: Digest
  /** Key of the signatures; empty where messages are not signed. */
  readonly key: string
  /** The kernel's own keys where the five sockets are to be encrypted. */
  readonly curve?: CurveKeys
}

/** Reads and checks a connection file; throws a sentence that names the file, the field and what it held. */
export async function readConnectionFile(file: string): Promise<Connection> {
  let text: string
  try {
    text = await readFile(file, "utf8")
  } catch (error) {
    throw new Error(`Cannot read the connection file "${file}": ${(error as Error).message}`)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`The connection file "${file}" is not JSON: ${(error as Error).message}`)
  }
  try {
    return parseConnection(value)
  } catch (error) {
    throw new Error(`The connection file "${file}" cannot be used: ${(error as Error).message}`)
  }
}

/** Checks the content of a connection file (JEP 106); fields it does not know are left alone. */
export function parseConnection(value: unknown): Connection {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`it holds ${JSON.stringify(value)}, expected an object with shell_port, key and so on`)
  }
  const fields = value as Record<string, unknown>
  const transport = fields.transport ?? "tcp"
  if (transport !== "tcp" && transport !== "ipc") throw wrong("transport", transport, '"tcp" or "ipc"')
  const ip = fields.ip ?? "127.0.0.1"
  if (typeof ip !== "string" || ip === "") throw wrong("ip", ip, "an address such as 127.0.0.1, or a path for ipc")
  const key = fields.key ?? ""
  if (typeof key !== "string") throw wrong("key", key, "a string; empty turns signing off")
  const ports = Object.fromEntries(channels.map((channel) => [channel, port(fields, `${channel}_port`)]))
  const taken = channels.find((channel, index) =>
    channels.slice(0, index).some((other) => ports[other] === ports[channel]),
  )
  if (taken !== undefined) throw wrong(`${taken}_port`, ports[taken], "a port that no other channel uses")
  const digest = schemeDigest(fields.signature_scheme ?? "hmac-sha256")
  const curve = curveKeys(fields)
  const encryption = curve === null ? {} : { curve }
  return { transport, ip, ports: ports as Record<Channel, number>, digest, key, ...encryption }
}

/** Address of a channel as ZeroMQ writes it: `tcp://ip:port`, `ipc://path-port`. */
export function channelAddress(connection: Connection, channel: Channel): string {
  const { transport, ip, ports } = connection
  if (transport === "ipc") return `ipc://${ip}-${ports[channel]}`
  return `tcp://${ip.includes(":") && !ip.startsWith("[") ? `[${ip}]` : ip}:${ports[channel]}`
}

function port(fields: Record<string, unknown>, name: string): number {
  const value = fields[name]
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65535) return value
  throw wrong(name, value, "an integer from 1 to 65535")
}

function curveKeys(fields: Record<string, unknown>): CurveKeys | null {
  const { curve_publickey: publicKey = null, curve_secretkey: secretKey = null } = fields
  if (publicKey === null && secretKey === null) return null
  return { publicKey: curveKey("curve_publickey", publicKey), secretKey: curveKey("curve_secretkey", secretKey) }
}

/** Does not quote the value: it is a secret. */
function curveKey(name: string, value: unknown): string {
  if (typeof value === "string" && /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(value)) return value
  throw new Error(`${name} is ${value === null ? "missing" : "not a key"}: expected 40 characters of Z85`)
}

function schemeDigest(scheme: unknown): Digest {
  const found = digests.find((digest) => scheme === `hmac-${digest}`)
  if (found !== undefined) return found
  throw wrong("signature_scheme", scheme, digests.map((digest) => `"hmac-${digest}"`).join(", "))
}

function wrong(name: string, value: unknown, expected: string): Error {
  return new Error(
    value === undefined
      ? `${name} is missing: expected ${expected}`
      : `${name} is ${JSON.stringify(value)}: expected ${expected}`,
  )
}

import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { curveKeyPair } from "zeromq"

/** How a kernel is started; everything has a default. */
export interface LaunchOptions {
  /** Command line of the kernel with `{connection_file}` in it, as in a kernelspec. */
  readonly argv?: readonly string[]
  /** Folder of the notebook; a temporary one by default. */
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly transport?: "tcp" | "ipc"
  readonly key?: string
  readonly digest?: "sha256" | "sha512" | "md5"
  /** Encrypt the sockets with CurveZMQ. */
  readonly curve?: boolean
  /** False for a kernel that does not greet subscribers: the client then asks until something published reaches it. */
  readonly greets?: boolean
}

/** A kernel in a process of its own, started as Jupyter starts one. */
export interface LaunchedKernel {
  /** The process of now. */
  readonly process: ChildProcess
  readonly key: string
  readonly digest: string
  /** Keys of CurveZMQ, where the sockets are encrypted. */
  readonly curve: ReturnType<typeof curveKeyPair> | null
  /** ZeroMQ address of a channel. */
  address(channel: ChannelName): string
  /** What the kernel wrote to its own stdout and stderr. */
  log(): string
  /** Resolves when the process of now has ended. */
  readonly ended: Promise<void>
  /** Starts a new process on the same connection, as Jupyter does for a restart, once the old one has ended. */
  restart(): Promise<void>
  /** Ends the process if it still runs, and removes the files of its start. */
  end(): Promise<void>
}

const channelNames = ["shell", "control", "stdin", "iopub", "hb"] as const
type ChannelName = (typeof channelNames)[number]

const kernelMain = fileURLToPath(new URL("../../kernel/server/main.js", import.meta.url))

/** Writes a connection file and starts the kernel on it, with Jupyter's environment. */
export async function launchKernel(options: LaunchOptions): Promise<LaunchedKernel> {
  const argv = options.argv ?? [process.execPath, kernelMain, "--connection-file", "{connection_file}"]
  const { transport = "tcp", key = randomUUID(), digest = "sha256" } = options
  const scratch = await mkdtemp(join(tmpdir(), "deltaw-client-"))
  const ip = transport === "tcp" ? "127.0.0.1" : join(scratch, "kernel")
  const ports = transport === "tcp" ? await freePorts(channelNames.length) : channelNames.map((_, index) => index + 1)
  const fields = Object.fromEntries(channelNames.map((name, index) => [`${name}_port`, ports[index]]))
  const file = join(scratch, "connection.json")
  const curve = options.curve === true ? curveKeyPair() : null
  const encryption = curve === null ? {} : { curve_publickey: curve.publicKey, curve_secretkey: curve.secretKey }
  const connection = { transport, ip, key, signature_scheme: `hmac-${digest}`, ...fields, ...encryption }
  await writeFile(file, JSON.stringify(connection))

  const [command, ...rest] = argv.map((part) => part.replace("{connection_file}", file))
  let log = ""
  function start() {
    const kernel = spawn(command!, rest, {
      cwd: options.folder ?? scratch,
      env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [kernel.stdout, kernel.stderr]) {
      stream.on("data", (text) => {
        log += text
      })
    }
    return { kernel, ended: new Promise<void>((resolve) => kernel.once("exit", () => resolve())) }
  }
  let { kernel, ended } = start()
  return {
    get process() {
      return kernel
    },
    key,
    digest,
    curve,
    address: (channel) => `${transport}://${ip}${transport === "tcp" ? ":" : "-"}${fields[`${channel}_port`]}`,
    log: () => log,
    get ended() {
      return ended
    },
    async restart() {
      await ended
      ;({ kernel, ended } = start())
    },
    async end() {
      if (kernel.exitCode === null && kernel.signalCode === null) kernel.kill("SIGKILL")
      await ended
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

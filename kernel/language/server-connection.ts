import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { pathToFileURL } from "node:url"
import {
  createMessageConnection,
  ExitNotification,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type MessageConnection,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node"

/** A language server process that has been greeted. */
export interface ServerConnection {
  readonly connection: MessageConnection
  readonly processId: number
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Asks the server to end, and ends it where it does not within half a second. */
  close(): Promise<void>
}

/** Time a server has to leave by itself, in milliseconds. */
const FAREWELL_MS = 500

/**
 * Starts a language server that speaks over its stdin and stdout, so that it ends with the process that started it.
 * @param command path of the executable
 * @param folder working directory and root of the workspace
 * @throws Error where the process cannot be started or does not answer the greeting
 */
export async function connectServer(command: string, folder: string): Promise<ServerConnection> {
  const child = spawn(command, ["--lsp", "--stdio"], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
  })
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve())
    child.once("error", () => resolve())
  })
  await once(child, "spawn")
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  )
  // Writes to a server that has died are errors of the stream; the end of the process is what is acted upon.
  child.stdin.on("error", () => undefined)
  connection.onError(() => undefined)
  answerServer(connection)
  connection.listen()
  const greeted = connection.sendRequest(InitializeRequest.method, greeting(folder))
  await Promise.race([
    greeted,
    ended.then(() => {
      throw new Error("the language server ended before it answered")
    }),
  ])
  await connection.sendNotification(InitializedNotification.method, {})
  return { connection, processId: child.pid!, ended, close: () => closeServer(child, connection, ended) }
}

/** A notebook's front end cannot add the import that such a proposal needs, and finding them takes long. */
const SETTINGS = { suggest: { autoImports: false } }

/** The server asks for settings and to be told of changes: the former are its defaults, the latter are ours to send. */
function answerServer(connection: MessageConnection): void {
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly { section?: string }[] }) =>
    items.map(({ section }) => (section === "js/ts" ? SETTINGS : null)),
  )
  connection.onRequest(() => null)
  connection.onNotification(() => undefined)
}

function greeting(folder: string): InitializeParams {
  return {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        completion: {
          completionItem: {
            snippetSupport: false,
            documentationFormat: ["markdown"],
            resolveSupport: { properties: ["detail", "documentation"] },
          },
        },
        hover: { contentFormat: ["markdown"] },
        definition: { linkSupport: true },
        diagnostic: {},
      },
    },
  }
}

async function closeServer(child: ChildProcess, connection: MessageConnection, ended: Promise<void>): Promise<void> {
  const farewell = async () => {
    await connection.sendRequest(ShutdownRequest.method)
    await connection.sendNotification(ExitNotification.method)
    child.stdin?.end()
  }
  void farewell().catch(() => undefined)
  const kill = setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS)
  await ended
  clearTimeout(kill)
  connection.dispose()
}

import { extname, join } from "node:path"
import { pathToFileURL } from "node:url"
import {
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type MessageConnection,
  type ProtocolRequestType,
} from "vscode-languageserver-protocol/node"
import type { FileChange } from "./imported-files.ts"
import { connectServer, type ServerConnection } from "./server-connection.ts"

/** A language server with its open documents; it outlives one death of the server process. */
export interface ServerSession {
  /** Address of a virtual document. */
  uri(name: string): string
  /** Opens a document beside the notebook, or replaces its text. */
  put(name: string, text: string): void
  /** Closes a document. */
  drop(name: string): void
  /** Tells of files on the disk that came, changed or went. */
  changed(changes: readonly FileChange[]): void
  /** The server's answer, or null where there is no server or none that answers in time. */
  request<P, R, PR, E, RO>(type: ProtocolRequestType<P, R, PR, E, RO>, params: P): Promise<R | null>
  /** Process id of the running server, or null. */
  processId(): number | null
  close(): Promise<void>
}

/** What a session is given. */
export interface SessionOptions {
  readonly folder: string
  /** Path of the server's executable, or null where the platform has none. */
  readonly command: string | null
  /** Told at most once for each trouble, in a sentence. */
  readonly onNotice: (sentence: string) => void
}

/** Time an answer may take, in milliseconds: the first one loads the library types. */
const PATIENCE_MS = 10_000
/** Time after which the server is started unless it was needed before, so that the kernel's own start comes first. */
const START_DELAY_MS = 50

const LANGUAGES: Readonly<Record<string, string>> = { ".json": "json", ".tsx": "typescriptreact" }

interface OpenDocument {
  version: number
  text: string
}

/** Opens a session at once; the server itself is started shortly after, or when first needed. */
export function openSession(options: SessionOptions): ServerSession {
  return new Session(options)
}

class Session implements ServerSession {
  readonly #options: SessionOptions
  readonly #documents = new Map<string, OpenDocument>()
  #running: ServerConnection | null = null
  #starting: Promise<ServerConnection | null> | null = null
  #restartsLeft = 1
  #closed = false

  constructor(options: SessionOptions) {
    this.#options = options
    setTimeout(() => void this.#server(), START_DELAY_MS).unref()
  }

  uri(name: string): string {
    return pathToFileURL(join(this.#options.folder, name)).href
  }

  processId(): number | null {
    return this.#running?.processId ?? null
  }

  put(name: string, text: string): void {
    const open = this.#documents.get(name)
    if (open?.text === text) return
    const version = (open?.version ?? 0) + 1
    this.#documents.set(name, { version, text })
    const connection = this.#running?.connection
    if (!connection) return
    if (open) this.#change(connection, name, { version, text })
    else this.#open(connection, name, { version, text })
  }

  drop(name: string): void {
    if (!this.#documents.delete(name)) return
    const textDocument = { uri: this.uri(name) }
    this.#tell(this.#running?.connection, DidCloseTextDocumentNotification.method, { textDocument })
  }

  changed(changes: readonly FileChange[]): void {
    if (changes.length === 0) return
    const events = changes.map(({ path, type }) => ({ uri: pathToFileURL(path).href, type }))
    this.#tell(this.#running?.connection, DidChangeWatchedFilesNotification.method, { changes: events })
  }

  async request<P, R, PR, E, RO>(type: ProtocolRequestType<P, R, PR, E, RO>, params: P): Promise<R | null> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const server = await this.#server()
      if (server === null) return null
      const answer = await answered(server, () => server.connection.sendRequest<R>(type.method, params))
      if (answer !== "ended") return answer
    }
    return null
  }

  async close(): Promise<void> {
    this.#closed = true
    const server = this.#running ?? (await this.#starting)
    await server?.close()
  }

  /** The running server; the one being started; or a new one, as long as one may be started. */
  #server(): Promise<ServerConnection | null> {
    if (this.#closed) return Promise.resolve(null)
    this.#starting ??= this.#start()
    return this.#starting
  }

  async #start(): Promise<ServerConnection | null> {
    const { command, folder, onNotice } = this.#options
    if (command === null) {
      onNotice(
        `TypeScript has no native language server for ${process.platform}-${process.arch}: cells run, without type checks and completion. tslab has both: npm install tslab@1.0.22`,
      )
      return null
    }
    try {
      const server = await connectServer(command, folder)
      void server.ended.then(() => this.#onEnd())
      for (const [name, document] of this.#documents) this.#open(server.connection, name, document)
      this.#running = server
      if (this.#closed) await server.close()
      return server
    } catch (error) {
      onNotice(
        `TypeScript's language server did not start (${(error as Error).message}): no type checks and completion.`,
      )
      return null
    }
  }

  #onEnd(): void {
    this.#running = null
    if (this.#closed) return
    if (this.#restartsLeft > 0) {
      this.#restartsLeft -= 1
      this.#starting = null
      void this.#server()
    } else {
      this.#starting = Promise.resolve(null)
      this.#options.onNotice(
        "TypeScript's language server ended twice: no more type checks and completion until the kernel restarts.",
      )
    }
  }

  #open(connection: MessageConnection, name: string, { version, text }: OpenDocument): void {
    const languageId = LANGUAGES[extname(name)] ?? "typescript"
    const textDocument = { uri: this.uri(name), languageId, version, text }
    this.#tell(connection, DidOpenTextDocumentNotification.method, { textDocument })
  }

  #change(connection: MessageConnection, name: string, { version, text }: OpenDocument): void {
    const change = { textDocument: { uri: this.uri(name), version }, contentChanges: [{ text }] }
    this.#tell(connection, DidChangeTextDocumentNotification.method, change)
  }

  /** What could not be told to a dying server is told again to the next one. */
  #tell(connection: MessageConnection | undefined, method: string, params: object): void {
    try {
      connection?.sendNotification(method, params).catch(() => undefined)
    } catch {
      // The connection is already closed.
    }
  }
}

/** The answer, null where it is refused or late, "ended" where the server died instead. */
async function answered<R>(server: ServerConnection, ask: () => Promise<R>): Promise<R | null | "ended"> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE_MS)
  })
  let ended = false
  const end = server.ended.then(() => {
    ended = true
    return "ended" as const
  })
  // A dying server also rejects what is under way: let its end be seen first.
  const refused = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return ended ? ("ended" as const) : null
  }
  // A connection that has been closed throws at once.
  const answer = new Promise<R>((resolve) => resolve(ask())).catch(refused)
  const result = await Promise.race([answer, late, end])
  clearTimeout(timer)
  return result
}

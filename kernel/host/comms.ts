import { randomUUID } from "node:crypto"
import { inspect } from "node:util"
import { handleComm } from "./comm-handling.ts"
import type { Comm, CommHandler, CommOptions, Comms, OpenHandler, ReceivedComm } from "./comm-types.ts"
import { currentRequest } from "./contexts.ts"
import type { CommContent, CommMessage } from "./messages.ts"
import { report } from "./report.ts"

interface LiveComm {
  readonly comm: Comm
  onMessage: CommHandler
  onClose: CommHandler
}

const targets = new Map<string, OpenHandler>()
const live = new Map<string, LiveComm>()

/** The comms of this process, as user code sees them. */
export const comms: Comms = Object.freeze({
  registerTarget(name: string, onOpen: OpenHandler) {
    checkText("registerTarget", name)
    checkHandler("registerTarget", onOpen)
    targets.set(name, onOpen)
    report({ type: "target", target: name, isKnown: true })
  },
  unregisterTarget(name: string) {
    if (targets.delete(name)) report({ type: "target", target: name, isKnown: false })
  },
  openComm(target: string, options: CommOptions & { readonly data?: Record<string, unknown> } = {}) {
    checkText("openComm", target)
    const { data = {}, ...beside } = checkedOptions("openComm", options, ["data", "metadata", "buffers"])
    const id = randomUUID()
    tell("openComm", { action: "open", comm: id, target }, data, beside)
    return addComm(id, target).comm
  },
})

/** Hands a client's message to the handlers of its comm, as a run of its own. */
export function receiveComm(number: number, request: string, message: CommMessage): void {
  const { action, comm: id, target = "", data, metadata } = message
  const received: ReceivedComm = { data, metadata, buffers: message.buffers as ReceivedComm["buffers"] }
  handleComm(number, request, () => {
    const known = live.get(id)
    if (action === "open") return known === undefined ? open(id, target, received) : undefined
    if (known === undefined) return
    if (action === "message") return known.onMessage(received)
    live.delete(id)
    return known.onClose(received)
  })
}

function open(id: string, target: string, message: ReceivedComm): void | Promise<void> {
  const onOpen = targets.get(target)
  if (onOpen !== undefined) return onOpen(addComm(id, target).comm, message)
  reportComm({ action: "close", comm: id, data: {}, metadata: {} })
}

function addComm(id: string, target: string): LiveComm {
  const added: LiveComm = { comm: createComm(id, target), onMessage: () => {}, onClose: () => {} }
  live.set(id, added)
  return added
}

function createComm(id: string, target: string): Comm {
  return Object.freeze({
    id,
    target,
    get isClosed() {
      return !live.has(id)
    },
    send(data: Record<string, unknown>, options: CommOptions = {}) {
      if (!live.has(id)) throw new Error(`The comm "${id}" on "${target}" is closed: nothing can be sent on it.`)
      tell("send", { action: "message", comm: id }, data, checkedOptions("send", options, ["metadata", "buffers"]))
    },
    onMessage(handler: CommHandler) {
      checkHandler("onMessage", handler)
      const known = live.get(id)
      if (known !== undefined) known.onMessage = handler
    },
    onClose(handler: CommHandler) {
      checkHandler("onClose", handler)
      const known = live.get(id)
      if (known !== undefined) known.onClose = handler
    },
    close(data: Record<string, unknown> = {}, options: CommOptions = {}) {
      if (!live.has(id)) return
      tell("close", { action: "close", comm: id }, data, checkedOptions("close", options, ["metadata", "buffers"]))
      live.delete(id)
    },
  })
}

function tell(
  caller: string,
  content: Pick<CommContent, "action" | "comm" | "target">,
  data: Record<string, unknown>,
  { metadata = {}, buffers = [] }: CommOptions,
): void {
  for (const [name, value] of Object.entries({ data, metadata })) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) continue
    throw new TypeError(`the ${name} of ${caller} is a record, not ${inspect(value)}`)
  }
  reportComm(
    { ...content, data, metadata },
    buffers.map((one) => bytesOf(caller, one)),
  )
}

function reportComm(content: CommContent, buffers?: readonly Uint8Array[]): void {
  report({ type: "comm", request: currentRequest(), content }, buffers)
}

function bytesOf(caller: string, buffer: unknown): Uint8Array {
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  if (buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer) return new Uint8Array(buffer)
  throw new TypeError(`the buffers of ${caller} are typed arrays or ArrayBuffers, not ${inspect(buffer)}`)
}

function checkedOptions<Options extends object>(caller: string, options: Options, allowed: readonly string[]): Options {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${caller} takes a record of options, not ${inspect(options)}`)
  }
  const unknown = Object.keys(options).find((key) => !allowed.includes(key))
  if (unknown === undefined) return options
  throw new TypeError(`${caller} has no option "${unknown}"; it takes ${allowed.join(", ")}`)
}

function checkText(caller: string, name: unknown): void {
  if (typeof name !== "string" || name === "")
    throw new TypeError(`${caller} takes the name of a target, not ${inspect(name)}`)
}

function checkHandler(caller: string, handler: unknown): void {
  if (typeof handler !== "function") throw new TypeError(`${caller} takes a function, not ${inspect(handler)}`)
}

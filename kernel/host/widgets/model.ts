import type { Comm, ReceivedComm } from "../comm-types.ts"
import { comms } from "../comms.ts"
import { joinState, splitState } from "./state-buffers.ts"

/** Attributes of a model, as they travel. */
export type ModelState = Readonly<Record<string, unknown>>

/** Takes what the front end made of an attribute: what to hold instead, or an exception to refuse it. */
export type AttributeReader = (given: unknown) => unknown

/** What the front end may do with a model. */
export interface ModelHandlers {
  /** Attributes that the front end may change. */
  readonly readers?: Readonly<Record<string, AttributeReader>>
  /** The front end has changed some of them; busy lasts until a promise that this returns is settled. */
  readonly onChange?: () => void | Promise<void>
  /** A message of the view's own, such as a press. */
  readonly onCustom?: (content: unknown, buffers: ReceivedComm["buffers"]) => void | Promise<void>
  /** Closed by either side. */
  readonly onClose?: () => void
}

/** The kernel's half of a widget, or of a part of one such as its layout. */
export interface Model {
  readonly id: string
  readonly isClosed: boolean
  get(name: string): unknown
  /**
   * Changes attributes here and, where they differ and the model is open, in the front end.
   * @returns whether one did
   */
  set(changes: ModelState): boolean
  /** Sends a message of the view's own. */
  send(content: unknown, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void
  /** Serves one more front end on a comm that it has opened, as long as the model and the comm are open. */
  serve(line: Comm): void
  close(): void
}

/** Where the classes of a model and its view are found. */
export interface ModelClass {
  readonly module: string
  readonly version: string
  readonly model: string
  readonly view: string
  readonly viewModule?: string
  readonly viewVersion?: string
}

const PROTOCOL_VERSION = "2.1.0"
const open = new Map<string, ModelState>()
let isControlled = false

/** Opens a model in all front ends. */
export function openModel(type: ModelClass, attributes: ModelState, handlers: ModelHandlers = {}): Model {
  answerControl()
  const state: Record<string, unknown> = { ...classAttributes(type), ...attributes }
  const { buffers, ...data } = splitState(state)
  const comm = comms.openComm("jupyter.widget", { data, buffers, metadata: { version: PROTOCOL_VERSION } })
  const lines = new Set([comm])
  open.set(comm.id, state)
  const forget = () => {
    if (!open.delete(comm.id)) return
    for (const line of lines) line.close()
    handlers.onClose?.()
  }
  function take(from: Comm): void {
    // A front end of Jupyter's waits for the echo of what it sent; a place of ours has it already.
    const echoing = () => (from === comm ? lines : [...lines].filter((line) => line !== from))
    from.onMessage((message) => receive({ from, lines, echoing, state, handlers }, message))
  }
  take(comm)
  comm.onClose(forget)
  return {
    id: comm.id,
    get isClosed() {
      return comm.isClosed
    },
    get: (name) => state[name],
    set(changes) {
      const news = Object.fromEntries(Object.entries(changes).filter(([name, value]) => !isSame(state[name], value)))
      if (Object.keys(news).length === 0) return false
      Object.assign(state, news)
      if (!comm.isClosed) sendState(lines, "update", news)
      return true
    },
    send(content, buffers = []) {
      for (const line of comm.isClosed ? [] : lines) line.send({ method: "custom", content }, { buffers })
    },
    serve(line) {
      lines.add(line)
      take(line)
      line.onClose(() => void lines.delete(line))
      sendState([line], "update", state)
    },
    close() {
      comm.close()
      forget()
    },
  }
}

/** How one model names another in its state. */
export function referenceTo({ id }: { readonly id: string }): string {
  return `IPY_MODEL_${id}`
}

function classAttributes({ module, version, model, view, viewModule, viewVersion }: ModelClass): ModelState {
  return {
    _model_module: module,
    _model_module_version: version,
    _model_name: model,
    _view_module: viewModule ?? module,
    _view_module_version: viewVersion ?? version,
    _view_name: view,
  }
}

interface Receiving {
  readonly from: Comm
  readonly lines: ReadonlySet<Comm>
  /** Those who are told of what came from there. */
  readonly echoing: () => Iterable<Comm>
  readonly state: Record<string, unknown>
  readonly handlers: ModelHandlers
}

function receive(receiving: Receiving, { data, buffers }: ReceivedComm): void | Promise<void> {
  const { from, lines, echoing, state, handlers } = receiving
  if (data.method === "request_state") return sendState([from], "update", state)
  if (data.method === "custom") return handlers.onCustom?.(data.content, buffers)
  if (data.method !== "update" || !isRecord(data.state)) return
  joinState(data.state, data.buffer_paths, buffers)
  const { readers = {}, onChange } = handlers
  const given = Object.entries(data.state).filter(([name]) => Object.hasOwn(readers, name))
  if (given.length === 0) return
  sendState(echoing(), "echo_update", Object.fromEntries(given))
  const before = { ...state }
  for (const [name, value] of given) state[name] = readOr(state[name], () => readers[name]!(value))
  const other = given.flatMap(([name, value]) => (isSame(state[name], value) ? [] : [[name, state[name]]]))
  if (other.length > 0) sendState(lines, "update", Object.fromEntries(other))
  if (given.some(([name]) => !isSame(state[name], before[name]))) return onChange?.()
}

function readOr(otherwise: unknown, read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return otherwise
  }
}

function sendState(lines: Iterable<Comm>, method: "update" | "echo_update", held: ModelState): void {
  const { buffers, ...data } = splitState(held)
  for (const line of lines) line.send({ method, ...data }, { buffers })
}

/** A page that is loaded anew asks for all models at once; without an answer it waits for 4 s and then asks one by one. */
function answerControl(): void {
  if (isControlled) return
  isControlled = true
  comms.registerTarget("jupyter.widget.control", (comm) =>
    comm.onMessage(({ data }) => {
      if (data.method !== "request_states") return
      const parts = [...open].map(([id, state]) => ({ id, ...splitState(state) }))
      const states = Object.fromEntries(parts.map(({ id, state }) => [id, describe(state)]))
      const paths = parts.flatMap(({ id, buffer_paths }) => buffer_paths.map((path) => [id, ...path]))
      const buffers = parts.flatMap((part) => part.buffers)
      comm.send({ method: "update_states", states, buffer_paths: paths }, { buffers })
    }),
  )
}

function describe(state: ModelState): ModelState {
  const { _model_name, _model_module, _model_module_version } = state
  const names = { model_name: _model_name, model_module: _model_module, model_module_version: _model_module_version }
  return { ...names, state }
}

/** Whether both travel alike; bytes may have changed where they are. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== "object" || typeof other !== "object") return false
  const [left, right] = [splitState({ one }), splitState({ one: other })]
  if (left.buffers.length + right.buffers.length > 0) return false
  return JSON.stringify(left.state) === JSON.stringify(right.state)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

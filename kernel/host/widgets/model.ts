import type { Comm, ReceivedComm } from "../comm-types.ts"
import { comms } from "../comms.ts"

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
  readonly onCustom?: (content: unknown) => void | Promise<void>
  /** Closed by either side. */
  readonly onClose?: () => void
}

/** The kernel's half of a widget, or of a part of one such as its layout. */
export interface Model {
  readonly id: string
  readonly isClosed: boolean
  get(name: string): unknown
  /** Changes attributes here and, where they differ and the model is open, in the front end. */
  set(changes: ModelState): void
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
  const data = { state, buffer_paths: [] }
  const comm = comms.openComm("jupyter.widget", { data, metadata: { version: PROTOCOL_VERSION } })
  open.set(comm.id, state)
  const forget = () => {
    if (open.delete(comm.id)) handlers.onClose?.()
  }
  comm.onMessage((message) => receive(comm, state, handlers, message))
  comm.onClose(forget)
  return {
    id: comm.id,
    get isClosed() {
      return comm.isClosed
    },
    get: (name) => state[name],
    set(changes) {
      const news = Object.entries(changes).filter(([name, value]) => !isSame(state[name], value))
      if (news.length === 0) return
      Object.assign(state, Object.fromEntries(news))
      if (!comm.isClosed) sendState(comm, "update", Object.fromEntries(news))
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

function receive(
  comm: Comm,
  state: Record<string, unknown>,
  handlers: ModelHandlers,
  { data }: ReceivedComm,
): void | Promise<void> {
  if (data.method === "request_state") return sendState(comm, "update", state)
  if (data.method === "custom") return handlers.onCustom?.(data.content)
  if (data.method !== "update") return
  const { readers = {}, onChange } = handlers
  const given = Object.entries(isRecord(data.state) ? data.state : {}).filter(([name]) => Object.hasOwn(readers, name))
  if (given.length === 0) return
  // Tells other front ends, and this one that it may take news again.
  sendState(comm, "echo_update", Object.fromEntries(given))
  const before = { ...state }
  for (const [name, value] of given) state[name] = readOr(state[name], () => readers[name]!(value))
  const other = given.flatMap(([name, value]) => (isSame(state[name], value) ? [] : [[name, state[name]]]))
  if (other.length > 0) sendState(comm, "update", Object.fromEntries(other))
  if (given.some(([name]) => !isSame(state[name], before[name]))) return onChange?.()
}

function readOr(otherwise: unknown, read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return otherwise
  }
}

function sendState(comm: Comm, method: "update" | "echo_update", state: ModelState): void {
  comm.send({ method, state, buffer_paths: [] })
}

/** A page that is loaded anew asks for all models at once; without an answer it waits for 4 s and then asks one by one. */
function answerControl(): void {
  if (isControlled) return
  isControlled = true
  comms.registerTarget("jupyter.widget.control", (comm) =>
    comm.onMessage(({ data }) => {
      if (data.method !== "request_states") return
      comm.send({ method: "update_states", states: Object.fromEntries([...open].map(describe)), buffer_paths: [] })
    }),
  )
}

function describe([id, state]: readonly [string, ModelState]): [string, ModelState] {
  const { _model_name, _model_module, _model_module_version } = state
  const names = { model_name: _model_name, model_module: _model_module, model_module_version: _model_module_version }
  return [id, { ...names, state }]
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

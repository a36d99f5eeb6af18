import { isRecord } from "./record.ts"
import { joinState, splitState, viewOf } from "./state-buffers.ts"

type Buffers = (ArrayBuffer | ArrayBufferView)[]
type Listener = (...values: unknown[]) => void

/** What came on a comm. */
export interface LineMessage {
  readonly content: { readonly data: unknown }
  readonly buffers?: Buffers
}

/** The part of JupyterLab's comm that a widget needs. */
export interface Line {
  onMsg: (message: LineMessage) => void
  onClose: (message: LineMessage) => void
  open(data: { readonly model: string }): unknown
  send(data: object, metadata?: undefined, buffers?: Buffers): unknown
  close(): unknown
}

/** What a widget's code is given, as anywidget.dev/en/afm describes it. */
export interface AfmModel {
  get(name: string): unknown
  set(name: string, value: unknown): void
  on(event: string, listener: Listener): void
  /** Ends listening; without a listener that of all, without an event that to everything. */
  off(event?: string | null, listener?: Listener | null): void
  /** Sends what was set since the last time. */
  save_changes(): void
  send(content: unknown, callbacks?: unknown, buffers?: Buffers): void
}

/** The model of one place, once its kernel has told its state, and its end. */
export interface OpenedModel {
  readonly model: AfmModel
  readonly close: () => void
}

/**
 * Asks a kernel for a model on a comm of its own.
 * @returns null where the kernel does not know the model
 */
export function openModel(line: Line, id: string): Promise<OpenedModel | null> {
  const state: Record<string, unknown> = {}
  const changed = new Set<string>()
  const listeners = new Map<string, Set<Listener>>()
  const tell = (event: string, ...values: unknown[]) => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(...values)
  }

  function put(news: Record<string, unknown>): void {
    const names = Object.keys(news).filter((name) => state[name] !== news[name])
    Object.assign(state, news)
    for (const name of names) tell(`change:${name}`, model, state[name])
    if (names.length > 0) tell("change", model)
  }

  const model: AfmModel = {
    get: (name) => state[name],
    set(name, value) {
      changed.add(name)
      put({ [name]: value })
    },
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener))
    },
    off(event, listener) {
      for (const [name, all] of listeners) {
        if (event && event !== name) continue
        if (listener) all.delete(listener)
        else all.clear()
      }
    },
    save_changes() {
      if (changed.size === 0) return
      const { buffers, ...data } = splitState(Object.fromEntries([...changed].map((name) => [name, state[name]])))
      changed.clear()
      line.send({ method: "update", ...data }, undefined, buffers)
    },
    send: (content, _callbacks, buffers = []) => void line.send({ method: "custom", content }, undefined, buffers),
  }

  return new Promise((resolve) => {
    line.onClose = () => resolve(null)
    line.onMsg = ({ content: { data }, buffers = [] }) => {
      if (!isRecord(data)) return
      if (data.method === "custom") tell("msg:custom", data.content, buffers.map(viewOf))
      if (!isRecord(data.state)) return
      joinState(data.state, (data.buffer_paths ?? []) as string[][], buffers)
      // What this place has set and not sent yet is newer than the echo of what it sent before.
      const isNews = ([name]: [string, unknown]) => data.method === "update" || !changed.has(name)
      put(Object.fromEntries(Object.entries(data.state).filter(isNews)))
      resolve({ model, close: () => void line.close() })
    }
    line.open({ model: id })
  })
}

import type { HostOutput } from "../../kernel/host/messages.ts"
import { type Notebook, openNotebook, sleepFunction } from "./notebook.ts"

/** A front end's half of widgets, on the cells of a notebook. */
export interface WidgetClient extends Notebook {
  /** Runs code that makes a widget under this name; its id. */
  make(name: string, code: string): Promise<string>
  /** Sends what a front end sends when the user moves something; resolves when its handlers are done. */
  change(id: string, state: Record<string, unknown>, request?: string): Promise<void>
  /** Sends any message on the comm of a model. */
  send(id: string, data: Record<string, unknown>, request?: string): Promise<void>
  /** What the kernel has sent on the comm of a model since it was opened, as [method, state]. */
  sent(id: string): unknown[]
  /** What was shown and redrawn under ids: text of each, in order. */
  drawn(): string[]
}

/** Opens a notebook in which the widgets are imported. */
export async function openWidgetClient(): Promise<WidgetClient> {
  const notebook = await openNotebook()
  await notebook.run(sleepFunction)
  await notebook.run('import { comms, interact, widgets } from "@deltaw/kernel"')
  let messages = 0

  function send(id: string, data: Record<string, unknown>, request = `message ${++messages}`): Promise<void> {
    return notebook.host.handleComm(request, { action: "message", comm: id, data, metadata: {}, buffers: [] })
  }

  return {
    ...notebook,
    async make(name, code) {
      const id = await notebook.value(`const ${name} = widgets.${code}; ${name}.id`)
      return String(id).replaceAll("'", "")
    },
    change: (id, state, request) => send(id, { method: "update", state, buffer_paths: [] }, request),
    send,
    sent: (id) =>
      notebook.outputs.flatMap((one) =>
        isOn(one, id) && one.message.action === "message" ? [[one.message.data.method, one.message.data.state]] : [],
      ),
    drawn: () =>
      notebook.outputs.flatMap((one) =>
        one.kind === "display" && one.displayId !== undefined ? [String(one.data["text/plain"])] : [],
      ),
  }
}

/** Id of the model of a control with this label. */
export function labelled(notebook: Notebook, label: string): string {
  const opened = notebook.outputs.find(
    (one) =>
      one.kind === "comm" && (one.message.data.state as Record<string, unknown> | undefined)?.description === label,
  )
  if (opened?.kind !== "comm") throw new Error(`no widget is labelled ${label}`)
  return opened.message.comm
}

function isOn(output: HostOutput, id: string): output is HostOutput & { kind: "comm" } {
  return output.kind === "comm" && output.message.comm === id
}

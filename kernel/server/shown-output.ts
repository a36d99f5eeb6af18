import type { CommMessage, HostOutput, MimeBundle } from "../host/messages.ts"
import type { OutputLanes, OutputMessage, PendingOutput } from "./output-lanes.ts"

/** Adds a static picture to a bundle that holds a figure; null where the bundle needs none. */
export type DrawFigure = (bundle: MimeBundle) => Promise<MimeBundle> | null

/** Hands what the child process shows to the lane of its request. */
export function showOutput(
  lanes: OutputLanes,
  request: string | null,
  output: Exclude<HostOutput, { kind: "type-check" }>,
  drawFigure: DrawFigure,
): void {
  if (output.kind === "stream") {
    lanes.stream(request, output.name, output.text)
  } else if (output.kind === "clear") {
    const content = { wait: output.wait }
    lanes.add(request, { draw: () => ({ type: "clear_output", content }) })
  } else if (output.kind === "comm") {
    lanes.addInTurn(request, output.message.comm, commOutput(output.message))
  } else {
    lanes.add(request, pendingDisplay(output, output.isFrame === true ? () => null : drawFigure))
  }
}

const commTypes = { open: "comm_open", message: "comm_msg", close: "comm_close" } as const

function commOutput({ action, comm, target, data, metadata, buffers }: CommMessage): OutputMessage {
  const content = { comm_id: comm, ...(target === undefined ? {} : { target_name: target }), data }
  return { type: commTypes[action], content, metadata, buffers }
}

/** The result of a cell, as it is shown under the count. */
export function pendingResult(
  count: number,
  result: { readonly data: MimeBundle; readonly metadata: Record<string, unknown> },
  drawFigure: DrawFigure,
): PendingOutput {
  const { data, metadata } = result
  const content = { execution_count: count, metadata, transient: {} }
  return pendingBundle(data, drawFigure, (drawn) => ({ type: "execute_result", content: { ...content, data: drawn } }))
}

function pendingDisplay(output: Extract<HostOutput, { kind: "display" }>, drawFigure: DrawFigure): PendingOutput {
  const { data, metadata, displayId, update } = output
  const type = update ? "update_display_data" : "display_data"
  const content = { metadata, transient: displayId === undefined ? {} : { display_id: displayId } }
  const pending = pendingBundle(data, drawFigure, (drawn) => ({ type, content: { ...content, data: drawn } }))
  return update && displayId !== undefined ? { ...pending, redraws: displayId } : pending
}

function pendingBundle(
  data: MimeBundle,
  drawFigure: DrawFigure,
  message: (data: MimeBundle) => OutputMessage,
): PendingOutput {
  return {
    draw: () => {
      // A figure that cannot be drawn is shown without its picture.
      return drawFigure(data)?.then(message, () => message(data)) ?? message(data)
    },
  }
}

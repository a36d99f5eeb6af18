import type { CellError } from "../server/cell-error.ts"
import type { OutputMessage } from "../server/output-lanes.ts"
import type { Json } from "./notebook-file.ts"
import { overwriteLines } from "./text-lines.ts"

/** Outputs of the cells of a notebook while they arrive. */
export interface NotebookOutputs {
  /** Takes one output of a cell. */
  add(cell: string, message: OutputMessage): void
  /** Puts an error at the end of a cell's outputs, in the place of the one that stopping it has caused. */
  end(cell: string, error: CellError): void
  /** The outputs of a cell as nbformat 4 stores them. */
  of(cell: string): Json[]
}

interface CellState {
  outputs: Json[]
  /** `clear_output` with `wait`: the next output takes the place of all before it. */
  clearsNext: boolean
}

/** Makes an empty store, which does with outputs what JupyterLab does: joins streams, redraws displays, clears. */
export function createNotebookOutputs(): NotebookOutputs {
  const cells = new Map<string, CellState>()
  const displays = new Map<string, Json[]>()

  function stateOf(cell: string): CellState {
    let state = cells.get(cell)
    if (state === undefined) {
      state = { outputs: [], clearsNext: false }
      cells.set(cell, state)
    }
    return state
  }

  function redraw({ data, metadata, transient }: Json): void {
    for (const output of displays.get(displayId(transient) ?? "") ?? []) Object.assign(output, { data, metadata })
  }

  function clear(state: CellState): void {
    state.outputs = []
    state.clearsNext = false
  }

  return {
    add(cell, { type, content }) {
      const state = stateOf(cell)
      if (type === "execute_input" || type.startsWith("comm_")) return
      if (type === "update_display_data") {
        redraw(content)
        return
      }
      if (type === "clear_output") {
        if (content.wait === true) state.clearsNext = true
        else clear(state)
        return
      }
      if (state.clearsNext) clear(state)
      const previous = state.outputs.at(-1)
      if (type === "stream" && previous?.output_type === "stream" && previous.name === content.name) {
        previous.text = `${previous.text}${content.text}`
        return
      }
      const { transient, ...stored } = content
      const output = { output_type: type, ...stored }
      state.outputs.push(output)
      const id = displayId(transient)
      if (id !== undefined) displays.set(id, [...(displays.get(id) ?? []), output])
    },
    end(cell, { ename, evalue, traceback }) {
      const state = stateOf(cell)
      const kept = state.outputs.filter((output) => output.output_type !== "error")
      state.outputs = [...kept, { output_type: "error", ename, evalue, traceback: [...traceback] }]
    },
    of: (cell) =>
      (cells.get(cell)?.outputs ?? []).map((output) =>
        output.output_type === "stream" ? { ...output, text: overwriteLines(output.text as string) } : { ...output },
      ),
  }
}

function displayId(transient: unknown): string | undefined {
  return (transient as { display_id?: string } | undefined)?.display_id
}

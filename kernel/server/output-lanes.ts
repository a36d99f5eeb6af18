import type { Json } from "../protocol/messages.ts"

/** What a cell shows, in the words of the protocol. */
export interface OutputMessage {
  readonly type:
    | "execute_input"
    | "stream"
    | "display_data"
    | "update_display_data"
    | "execute_result"
    | "error"
    | "clear_output"
    | "comm_open"
    | "comm_msg"
    | "comm_close"
  readonly content: Json
  readonly metadata?: Json
  readonly buffers?: readonly Uint8Array[]
}

/** Takes an output; `request` is the cell that caused it. */
export type Publish = (request: string | null, message: OutputMessage) => void

/** An output that may still have to be drawn; drawing starts when its turn has come. */
export interface PendingOutput {
  readonly draw: () => OutputMessage | Promise<OutputMessage>
  /** A redraw of this display: it takes the place of an earlier redraw that still waits. */
  readonly redraws?: string
}

/** Keeps the outputs of each request in order; a figure that is being drawn holds up its own request only. */
export interface OutputLanes {
  add(request: string | null, output: PendingOutput): void
  /** A message that belongs to a thread of its own, such as a comm: it also comes after all earlier ones of that thread. */
  addInTurn(request: string | null, thread: string, message: OutputMessage): void
  /** Text of a stream; adjacent writes are joined for a few milliseconds. */
  stream(request: string | null, name: "stdout" | "stderr", text: string): void
  /** Resolves when everything added for the request so far has been published. */
  drain(request: string | null): Promise<void>
}

interface Lane {
  readonly request: string | null
  readonly waiting: PendingOutput[]
  text: { name: "stdout" | "stderr"; parts: string[]; length: number } | null
  timer: NodeJS.Timeout | null
  pumping: Promise<void> | null
}

const joinMs = 5
const longestText = 65_536

/** Makes lanes that hand their outputs to `publish`. */
export function createOutputLanes(publish: Publish): OutputLanes {
  const lanes = new Map<string | null, Lane>()
  /** The last message of each thread that still waits in some lane. */
  const lastInThread = new Map<string, Promise<void>>()

  /** The lane in use; one that has run empty is forgotten, so never keep it across a push. */
  function laneOf(request: string | null): Lane {
    let lane = lanes.get(request)
    if (lane === undefined) {
      lane = { request, waiting: [], text: null, timer: null, pumping: null }
      lanes.set(request, lane)
    }
    return lane
  }

  function push(lane: Lane, output: PendingOutput): void {
    const { redraws } = output
    const earlier = redraws === undefined ? -1 : lane.waiting.findIndex((other) => other.redraws === redraws)
    if (earlier >= 0) lane.waiting.splice(earlier, 1)
    lane.waiting.push(output)
    if (lane.pumping !== null) return
    // Set before the first turn: what is drawn at once publishes synchronously and may add more.
    let done = () => {}
    lane.pumping = new Promise((resolve) => {
      done = resolve
    })
    pump(lane).finally(done)
  }

  async function pump(lane: Lane): Promise<void> {
    for (let output = lane.waiting.shift(); output !== undefined; output = lane.waiting.shift()) {
      const message = output.draw()
      publish(lane.request, message instanceof Promise ? await message : message)
    }
    lane.pumping = null
    if (lane.text === null) lanes.delete(lane.request)
  }

  function flushText(lane: Lane): void {
    if (lane.timer !== null) clearTimeout(lane.timer)
    lane.timer = null
    const text = lane.text
    if (text === null) return
    lane.text = null
    const content = { name: text.name, text: text.parts.join("") }
    push(lane, { draw: () => ({ type: "stream", content }) })
  }

  function add(request: string | null, output: PendingOutput): void {
    flushText(laneOf(request))
    push(laneOf(request), output)
  }

  /** Waits point to what was added earlier, so no two lanes can wait for each other. */
  function addInTurn(request: string | null, thread: string, message: OutputMessage): void {
    const earlier = lastInThread.get(thread)
    let taken = () => {}
    const turn = new Promise<void>((resolve) => {
      taken = resolve
    })
    lastInThread.set(thread, turn)
    const take = () => {
      if (lastInThread.get(thread) === turn) lastInThread.delete(thread)
      // Whoever waits goes on in a later turn: by then the lane has published this message.
      taken()
      return message
    }
    add(request, { draw: () => (earlier === undefined ? take() : earlier.then(take)) })
  }

  return {
    add,
    addInTurn,
    stream(request, name, text) {
      const before = laneOf(request)
      if (before.text !== null && before.text.name !== name) flushText(before)
      const lane = laneOf(request)
      lane.text ??= { name, parts: [], length: 0 }
      lane.text.parts.push(text)
      lane.text.length += text.length
      if (lane.text.length > longestText) flushText(lane)
      else lane.timer ??= setTimeout(() => flushText(lane), joinMs)
    },
    async drain(request) {
      for (let lane = lanes.get(request); lane !== undefined; lane = lanes.get(request)) {
        flushText(lane)
        if (lane.pumping === null) return
        await lane.pumping
      }
    },
  }
}

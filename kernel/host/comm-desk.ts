import type { CommContent, CommMessage, HostOptions } from "./messages.ts"
import type { Command, Report } from "./wire.ts"

/** What the front process knows of the child's comms. */
export interface CommDesk {
  readonly open: ReadonlyMap<string, string>
  readonly targets: ReadonlySet<string>
  /** Numbers a client's message and hands it to the child; resolves when its handlers are done. */
  handle(number: number, request: string, message: CommMessage): Promise<void>
  /** Takes what the child tells of comms. */
  take(report: Report, buffers: readonly Uint8Array[]): void
  /** The child is gone and its comms with it: clients see them close. */
  bury(request: string | null): void
}

/** Makes a desk without comms. */
export function createCommDesk(
  send: (command: Command, buffers: readonly Uint8Array[]) => void,
  onOutput: HostOptions["onOutput"],
): CommDesk {
  const open = new Map<string, string>()
  const targets = new Set<string>()
  const handled = new Map<number, () => void>()

  function note({ action, comm, target = "" }: CommContent): void {
    if (action === "open") open.set(comm, target)
    else if (action === "close") open.delete(comm)
  }

  return {
    open,
    targets,
    handle(number, request, { buffers, ...content }) {
      note(content)
      return new Promise((resolve) => {
        handled.set(number, resolve)
        send({ type: "comm", number, request, content }, buffers)
      })
    },
    take(report, buffers) {
      if (report.type === "comm") {
        const { request, content } = report
        note(content)
        onOutput({ kind: "comm", request, message: { ...content, buffers } })
      } else if (report.type === "target") {
        if (report.isKnown) targets.add(report.target)
        else targets.delete(report.target)
      } else if (report.type === "handled") {
        handled.get(report.number)?.()
        handled.delete(report.number)
      }
    },
    bury(request) {
      const lost = [...open.keys()]
      open.clear()
      targets.clear()
      for (const comm of lost) {
        onOutput({ kind: "comm", request, message: { action: "close", comm, data: {}, metadata: {}, buffers: [] } })
      }
      for (const resolve of handled.values()) resolve()
      handled.clear()
    },
  }
}

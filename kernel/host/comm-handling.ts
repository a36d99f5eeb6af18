import { type CellContext, isStopped, openHandlerContext, runWithin } from "./contexts.ts"
import { reportLateError } from "./late-errors.ts"
import { settleBars } from "./progress-bars.ts"
import { report } from "./report.ts"

/** Handlers at work on one comm message. */
interface Handling {
  readonly context: CellContext
  /** True while the handler has not returned; it stays so where a termination has cut the handler short. */
  isInside: boolean
}

const handlings = new Set<Handling>()

/**
 * Runs a handler of a comm message between the steps of whatever else runs. What it shows goes under the message,
 * what it throws to the message's stderr; the front process is told when it is done.
 */
export function handleComm(number: number, request: string, handler: () => void | Promise<void>): void {
  const handling = { context: openHandlerContext(request, number), isInside: true }
  handlings.add(handling)
  runWithin(handling.context, () => {
    const done = started(handler)
    handling.isInside = false
    conclude(handling, done)
  })
}

/** Concludes the handlers that a termination has cut short; with `all` also those that still wait for something. */
export function abandonHandlings(all: boolean): void {
  for (const handling of [...handlings]) {
    if (!all && !handling.isInside) continue
    handling.context.stopped = true
    finish(handling)
  }
}

async function started(handler: () => void | Promise<void>): Promise<void> {
  await handler()
}

/** Waits for what the handler returned, and for what it shows. */
async function conclude(handling: Handling, done: Promise<void>): Promise<void> {
  const { context } = handling
  await done.catch(reportLateError)
  while (context.pending.size > 0) await Promise.allSettled(context.pending)
  settleBars(context, isStopped(context))
  finish(handling)
}

function finish(handling: Handling): void {
  if (handlings.delete(handling)) report({ type: "handled", number: handling.context.number })
}

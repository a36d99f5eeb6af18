import process from "node:process"
import { abandonHandlings } from "./comm-handling.ts"
import { receiveComm } from "./comms.ts"
import { type CellContext, latestNumber, openContext, runWithin, stopAllUpTo } from "./contexts.ts"
import { createEvaluation, outcomeFor } from "./evaluation.ts"
import { toHostError } from "./host-error.ts"
import type { Outcome, RunnableCell } from "./messages.ts"
import { settleBars } from "./progress-bars.ts"
import { report } from "./report.ts"
import { BEGUN, changePhase, INTERRUPTED, Phase, RUNNING, type SharedState, type WatchMessage } from "./shared-state.ts"
import { armGuards } from "./stopping.ts"
import { recoverFromTermination } from "./termination.ts"
import { takeTerminatedTimer } from "./timers.ts"
import { refreshVariables } from "./variables/variable-panels.ts"

/** Runs cells one after the other and stops them when asked. */
export interface CellRunner {
  receive(message: WatchMessage): void
}

/**
 * The main thread's side of running and stopping.
 * @param onBegin called before every cell
 */
export function createCellRunner(state: SharedState, onBegin: () => void): CellRunner {
  const evaluation = createEvaluation()
  let running: CellContext | null = null
  /** Requests to stop before the running cell began: a library that heeds one ends its cell without a termination. */
  let stopsBefore = 0
  /** What came while the recovery from a termination is under way; null where none is. */
  let held: WatchMessage[] | null = null

  function evaluate(number: number, cell: RunnableCell): void {
    const context = openContext(cell.request, number, cell.inputRefusal ?? null)
    running = context
    stopsBefore = Atomics.load(state.stop, 0)
    Atomics.store(state.status, RUNNING, number)
    Atomics.store(state.status, BEGUN, number)
    if (Atomics.load(state.status, INTERRUPTED) === number) {
      end(context, { status: "stopped" })
      return
    }
    onBegin()
    evaluation.start(cell, context, (outcome) => void conclude(context, outcome))
  }

  /** What is still being shown belongs to the cell; a display that fails has said so itself. */
  async function conclude(context: CellContext, outcome: Outcome): Promise<void> {
    while (context.pending.size > 0) await Promise.allSettled(context.pending)
    end(context, outcomeFor(context, outcome))
  }

  function end(context: CellContext, outcome: Outcome): void {
    if (running !== context) return
    running = null
    context.awaited = null
    const isStopped = outcome.status === "stopped" || Atomics.load(state.stop, 0) !== stopsBefore
    runWithin(context, () => settleBars(context, isStopped))
    Atomics.store(state.status, RUNNING, 0)
    const { number } = context
    try {
      report({ type: "outcome", number, outcome })
    } catch (failure) {
      report({ type: "outcome", number, outcome: { status: "error", error: toHostError(failure) } })
    }
    refreshVariables()
  }

  /** Without a number, whatever earlier cells still do in timers and promises is meant. */
  function stop(number: number | null): void {
    armGuards()
    // For loops that began to watch the counter only after the interrupt was read.
    Atomics.add(state.stop, 0, 1)
    const culprit = takeTerminatedTimer()
    if (culprit !== null) culprit.stopped = true
    abandonHandlings(number === null)
    if (number === null) {
      stopAllUpTo(latestNumber())
    } else if (running?.number === number) {
      running.stopped = true
      evaluation.abandon()
      end(running, { status: "stopped" })
    }
  }

  /** A cell whose own code was terminated has told its outcome already: the next one may come before the recovery. */
  function recover(number: number | null): void {
    held = []
    recoverFromTermination(() => {
      stop(number)
      const messages = held ?? []
      held = null
      for (const message of messages) receive(message)
    })
  }

  function receive(message: WatchMessage): void {
    if (message.type === "close") process.exit(0)
    else if (message.type === "stop" && changePhase(state, Phase.asked, Phase.none)) stop(message.number)
    else if (held !== null) held.push(message)
    else if (message.type === "evaluate") evaluate(message.number, message.cell)
    else if (message.type === "comm") {
      const { number, request, content, buffers } = message
      receiveComm(number, request, { ...content, buffers })
    } else if (message.type === "terminated") recover(message.number)
  }

  return { receive }
}

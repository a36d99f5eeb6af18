import { Session } from "node:inspector"
import { Socket } from "node:net"
import process from "node:process"
import { type MessagePort, workerData } from "node:worker_threads"
import {
  type AnswerMessage,
  BEFORE_TERMINATION,
  BEGUN,
  changePhase,
  INTERRUPTED,
  Phase,
  phaseOf,
  RUNNING,
  type SharedState,
  type WatchMessage,
  wakeQuestion,
} from "./shared-state.ts"
import { COMMAND_FD, type Command, encodeLine, lineReader } from "./wire.ts"

// The child's watching thread: reads the pipe to the front process whatever the main thread does,
// interrupts the main thread, and ends the child when the front process is gone.

/** How long a cell may take to notice the stop counter by itself. */
const GRACE_MS = 150
/** How long the main thread may take to answer before it counts as spinning. */
const ANSWER_MS = 100
/** How often the main thread is asked to prepare for its termination. */
const PREPARATIONS = 100
/** How long `exit` handlers of user code may take when the kernel is closed. */
const EXIT_MS = 250

const { state, port, answers } = workerData as { state: SharedState; port: MessagePort; answers: MessagePort }
const main = new Session()
main.connectToMainThread()
const front = new Socket({ fd: COMMAND_FD, readable: true, writable: true })

/** Commands wait here while a termination is under way, so that it cannot hit the next cell. */
let lastInterrupt = Promise.resolve()
let interrupting = 0

front.on(
  "data",
  lineReader<Command>((command, buffers) => {
    if (command.type === "interrupt") {
      Atomics.add(state.stop, 0, 1)
      Atomics.notify(state.stop, 0)
      wakeQuestion(state)
      interrupting += 1
      lastInterrupt = lastInterrupt.then(async () => {
        await interrupt(command.number)
        interrupting -= 1
      })
    } else if (command.type === "close") {
      tell(command)
      setTimeout(endProcess, EXIT_MS)
    } else if (command.type === "answer") {
      answers.postMessage(command satisfies AnswerMessage)
      wakeQuestion(state)
    } else {
      const message = command.type === "comm" ? { ...command, buffers } : command
      if (interrupting > 0) lastInterrupt = lastInterrupt.then(() => tell(message))
      else tell(message)
    }
  }),
)
front.on("error", endProcess)
front.on("close", endProcess)

function tell(message: WatchMessage): void {
  port.postMessage(message, message.type === "comm" ? message.buffers.map(({ buffer }) => buffer) : [])
}

async function interrupt(number: number | null): Promise<void> {
  if (number !== null) Atomics.store(state.status, INTERRUPTED, number)
  // One that has not begun waits behind something else that spins, such as a timer of an earlier cell.
  const isOver = () =>
    number !== null && Atomics.load(state.status, BEGUN) >= number && Atomics.load(state.status, RUNNING) !== number
  if (number !== null) await until(isOver, GRACE_MS)
  if (!isOver()) await stopMainThread(number)
  if (number === null) front.write(encodeLine({ type: "quiet" }))
}

/** Asks first: a main thread that waits or works in steps needs no termination, and loses nothing of its own. */
async function stopMainThread(number: number | null): Promise<void> {
  changePhase(state, Phase.none, Phase.asked)
  tell({ type: "stop", number })
  if (await until(() => phaseOf(state) === Phase.none, ANSWER_MS)) return
  if (!changePhase(state, Phase.asked, Phase.terminating)) return
  for (let attempt = 0; attempt < PREPARATIONS && !(await prepare()); attempt += 1) await pause(1)
  await new Promise<void>((resolve) => {
    main.post("Runtime.terminateExecution", () => resolve())
    tell({ type: "poke" })
  })
  changePhase(state, Phase.terminating, Phase.none)
  tell({ type: "terminated", number })
}

/** Lets the main thread prepare for its termination in the midst of what it does. */
function prepare(): Promise<boolean> {
  const expression = `globalThis[Symbol.for("${BEFORE_TERMINATION}")]()`
  return new Promise((resolve) => {
    main.post("Runtime.evaluate", { expression, returnByValue: true }, (_failure, answer) => {
      resolve(answer?.result.value === true)
    })
  })
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

async function until(condition: () => boolean, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += 5) {
    if (condition()) return true
    await pause(5)
  }
  return condition()
}

/** Ends the whole process, and on POSIX what it started: it leads a process group of its own. */
function endProcess(): void {
  try {
    if (process.platform !== "win32") process.kill(-process.pid, "SIGKILL")
  } finally {
    process.kill(process.pid, "SIGKILL")
  }
}

import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { type Pinning, pinned } from "./pinned-process.ts"

/** One turn of a training: wall time and time on processors. */
export interface Turn {
  readonly seconds: number
  readonly processorSeconds: number
}

/** Where a training ended: its mean loss over the last turn, and the share of right decisions on fresh trials. */
export interface TrainingEnd {
  readonly loss: number
  readonly accuracy: number
}

/** Everything that one side did. */
export interface TakenTurns {
  readonly name: string
  readonly turns: readonly Turn[]
  readonly end: TrainingEnd
}

/**
 * A process that trains when it is told to. Ready, it prints its name, and after each line on its standard input the seconds of the turn
 * that it has run, both as a line of JSON; after one more line, where it ended. In between it sleeps.
 */
export interface TurnTaker {
  readonly name: string
  readonly turn: () => Promise<Turn>
  readonly end: () => Promise<TrainingEnd>
  /** Ends the process, whatever it does. */
  readonly stop: () => void
}

/**
 * Starts a process that takes turns; resolves when it is ready.
 * @throws Error that quotes the end of what it wrote to standard error, where it ends or prints something else.
 */
export async function startTurnTaker(
  program: string,
  args: readonly string[],
  pinning: Pinning,
  environment: NodeJS.ProcessEnv,
): Promise<TurnTaker> {
  const [command, commandArgs] = pinned(program, args, pinning)
  const child = spawn(command, commandArgs, { env: environment, stdio: ["pipe", "pipe", "pipe"] })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  // A process that has ended is told by its lines, which end; writing to it is then of no use.
  child.stdin.on("error", () => {})
  const failure = once(child, "error").then(([error]) => error as Error)
  const closed = once(child, "close")
  closed.catch(() => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    for (;;) {
      const { done, value } = await lines.next()
      if (!done && value.startsWith("{")) return value
      if (!done) continue
      const why = await Promise.race([failure, closed.then(() => null)])
      throw new Error(why?.message ?? lastLine(stderr) ?? `${program} ended without a word`)
    }
  }
  const asked = async <Name extends string>(names: readonly Name[]) => {
    child.stdin.write("\n")
    return numbersOf(await next(), names)
  }
  try {
    const name = nameOf(await next())
    return {
      name,
      turn: () => asked(["seconds", "processorSeconds"]),
      end: () => asked(["loss", "accuracy"]),
      stop: () => void child.kill(),
    }
  } catch (error) {
    child.kill()
    throw error
  }
}

/** Gives every process so many turns, one after the other in each round, then asks where each has ended. */
export async function takeTurns(takers: readonly TurnTaker[], count: number): Promise<readonly TakenTurns[]> {
  const turns = takers.map((): Turn[] => [])
  for (let round = 0; round < count; round++)
    for (const [i, taker] of takers.entries()) turns[i]!.push(await taker.turn())
  const taken: TakenTurns[] = []
  for (const [i, taker] of takers.entries()) taken.push({ name: taker.name, turns: turns[i]!, end: await taker.end() })
  return taken
}

function lastLine(text: string): string | undefined {
  return text.trim().split("\n").at(-1) || undefined
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw new Error(`not a line of JSON: ${line}`, { cause })
  }
}

function nameOf(line: string): string {
  const { name } = parse(line)
  if (typeof name !== "string") throw new Error(`expected a name, got ${line}`)
  return name
}

function numbersOf<Name extends string>(line: string, names: readonly Name[]): Record<Name, number> {
  const value = parse(line)
  if (!names.every((name) => Number.isFinite(value[name])))
    throw new Error(`expected numbers ${names.join(" and ")}, got ${line}`)
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Record<Name, number>
}

import { Session } from "node:inspector"

/** A top-level name of the cells, with a function that reads its value; it throws where the name has none yet. */
export interface TopLevelValue {
  readonly name: string
  read(): unknown
}

/** Where the list of readers is handed over, for an instant. */
const RECEIVER = "deltaw.receiveReaders"

let session: Session | null = null

/**
 * The names that cells have declared, those of older cells first; within a cell in no order.
 * @param limit at most so many are given, those of the latest cells
 */
export function topLevelValues(limit: number): { readonly values: readonly TopLevelValue[]; readonly total: number } {
  const inspector = openSession()
  let names: readonly string[] = []
  inspector.post("Runtime.globalLexicalScopeNames", {}, (_failure, answer) => {
    names = answer?.names ?? []
  })
  const latest = names.slice(-limit)
  const readers = readersOf(inspector, latest)
  const values = latest.map((name, index) => ({ name, read: () => readers[index]?.() }))
  return { values, total: names.length }
}

/** The values themselves stay out of the inspector: where it describes an error, it runs a getter `stack`. */
function readersOf(inspector: Session, names: readonly string[]): readonly (() => unknown)[] {
  let received: readonly (() => unknown)[] = []
  const receive = (readers: readonly (() => unknown)[]) => {
    received = readers
  }
  Object.defineProperty(globalThis, RECEIVER, { value: receive, configurable: true })
  const readers = names.map((name) => `() => ${name}`).join(", ")
  inspector.post("Runtime.evaluate", { expression: `globalThis["${RECEIVER}"]([${readers}])`, silent: true })
  Reflect.deleteProperty(globalThis, RECEIVER)
  return received
}

/** Opened with the first panel, as nothing else needs it. */
function openSession(): Session {
  if (session === null) {
    session = new Session()
    session.connect()
  }
  return session
}

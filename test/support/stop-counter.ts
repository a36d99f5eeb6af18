const hostSymbol = Symbol.for("Jupyter.host")

/**
 * Runs `work` as a notebook kernel would, with surroundings whose stop counter it can raise.
 * @param worker whether as in a worker, in which a stop holds for all that begins after it.
 */
export async function withStopCounter(work: (stop: () => void) => Promise<void>, worker = false): Promise<void> {
  const before: unknown = Reflect.get(globalThis, hostSymbol)
  const counter = new Int32Array(new SharedArrayBuffer(4))
  const host = { display() {}, update() {}, progress() {}, stop: counter }
  Reflect.set(globalThis, hostSymbol, worker ? { ...host, stopAtStart: 0 } : host)
  try {
    await work(() => Atomics.add(counter, 0, 1))
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, hostSymbol)
    else Reflect.set(globalThis, hostSymbol, before)
  }
}

const hostSymbol = Symbol.for("Jupyter.host")

/** Runs `work` as a notebook kernel would, with surroundings whose stop counter it can raise. */
export async function withStopCounter(work: (stop: () => void) => Promise<void>): Promise<void> {
  const before: unknown = Reflect.get(globalThis, hostSymbol)
  const counter = new Int32Array(new SharedArrayBuffer(4))
  Reflect.set(globalThis, hostSymbol, { display() {}, update() {}, progress() {}, stop: counter })
  try {
    await work(() => Atomics.add(counter, 0, 1))
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, hostSymbol)
    else Reflect.set(globalThis, hostSymbol, before)
  }
}

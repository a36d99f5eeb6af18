/** Puts a host where the library looks for one; gives its stop counter and takes it away afterwards. */
export async function withStopByHost<Result>(work: (stop: () => void) => Promise<Result>): Promise<Result> {
  const name = Symbol.for("Jupyter.host")
  const stop = new Int32Array(new SharedArrayBuffer(4))
  Reflect.set(globalThis, name, { display() {}, update() {}, progress() {}, stop })
  try {
    return await work(() => void Atomics.add(stop, 0, 1))
  } finally {
    Reflect.deleteProperty(globalThis, name)
  }
}

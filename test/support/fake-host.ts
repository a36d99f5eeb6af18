import type { Progress } from "../../lib/numerics/solution.ts"
import { type MimeBundle, provideSurroundings } from "../../lib/runs/surroundings.ts"

const hostSymbol = Symbol.for("Jupyter.host")

/** Something that was shown. */
export interface Showing {
  readonly text: unknown
  readonly id: string | undefined
  readonly update: boolean
}

/** Surroundings that keep what they are told. */
export interface FakeHost {
  readonly shown: readonly Showing[]
  readonly bars: readonly Progress[]
  /** Raises the stop counter. */
  readonly askToStop: () => void
}

/** Provides surroundings to the library, with a counter on shared memory unless told, until the host that was there is put back. */
export function provideFakeHost(stop: Int32Array = new Int32Array(new SharedArrayBuffer(4))): FakeHost {
  const shown: Showing[] = []
  const bars: Progress[] = []
  const show = (bundle: MimeBundle, id: string | undefined, update: boolean) =>
    void shown.push({ text: bundle["text/plain"], id, update })
  provideSurroundings({
    stop,
    display: (bundle, options) => show(bundle, options?.id, false),
    update: (bundle, { id }) => show(bundle, id, true),
    progress: (_id, progress) => void bars.push(progress),
  })
  return { shown, bars, askToStop: () => void Atomics.add(stop, 0, 1) }
}

/** Puts back, after each test of a suite, the host that was there before it. */
export function keepHostBetweenTests(): void {
  let before: unknown
  beforeEach(() => {
    before = Reflect.get(globalThis, hostSymbol)
  })
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(globalThis, hostSymbol)
    else Reflect.set(globalThis, hostSymbol, before)
  })
}

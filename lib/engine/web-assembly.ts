/** A WebAssembly memory shared between threads. */
export interface Memory {
  /** All bytes of the memory as it is now; older buffers go on showing the bytes they covered. */
  readonly buffer: SharedArrayBuffer
  /** Adds pages of 64 KiB. */
  grow(pages: number): number
}

/** What the engine uses of the WebAssembly JavaScript interface, which the types of Node 20 leave out. */
export interface WebAssemblyInterface {
  Memory: new (descriptor: { initial: number; maximum: number; shared: true }) => Memory
  Module: new (bytes: Uint8Array) => object
  Instance: new (
    module: object,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> }
  /** Whether this Node compiles these bytes. */
  validate(bytes: Uint8Array): boolean
}

/** The WebAssembly interface of this Node. */
export const webAssembly: WebAssemblyInterface = Reflect.get(globalThis, "WebAssembly")

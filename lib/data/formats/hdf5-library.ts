/** A group of an HDF5 file, the file itself being one. */
export interface Hdf5Group {
  keys(): string[]
  get(name: string): unknown
}

/** An open HDF5 file. */
export interface Hdf5File extends Hdf5Group {
  dereference(reference: Hdf5Reference): unknown
  close(): void
}

/** An array of an HDF5 file. */
export interface Hdf5Dataset {
  readonly shape: readonly number[] | null
  readonly value: unknown
  readonly attrs: Readonly<Record<string, { readonly value: unknown }>>
}

/** A pointer to something in the file. */
export interface Hdf5Reference {
  readonly ref_data: Uint8Array
}

/** What is used of h5wasm: its own types bring those of a browser into every file of a program. */
export interface Hdf5Library {
  readonly ready: Promise<{
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void; unlink(path: string): void }
    activate_throwing_error_handler(): void
  }>
  readonly File: new (path: string, mode: "r") => Hdf5File
  readonly Group: abstract new (...parts: never[]) => Hdf5Group
  readonly Dataset: abstract new (...parts: never[]) => Hdf5Dataset
  readonly Reference: abstract new (...parts: never[]) => Hdf5Reference
}

/** Loads the library. */
export async function hdf5Library(): Promise<Hdf5Library> {
  const name: string = "h5wasm"
  return (await import(name)) as Hdf5Library
}

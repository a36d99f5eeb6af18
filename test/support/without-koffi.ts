// A program in which koffi cannot be loaded, as on a platform it is not made for, and which chooses a BLAS: it prints the choice.
import Module from "node:module"
import process from "node:process"

type LoadModule = (request: string, ...rest: unknown[]) => unknown

const loader = Module as unknown as { _load: LoadModule }
const load = loader._load
loader._load = (request, ...rest) => {
  if (request === "koffi") throw new Error("Cannot find the native Koffi module; did you bundle it correctly?")
  return load(request, ...rest)
}
const { chooseBlas, openChosenBlas } = await import("../../lib/engine/blas/blas-choice.ts")
// Any file does, as it cannot come to measuring.
const choice = await chooseBlas({ environment: { ...process.env, DELTAW_BLAS: process.argv[1] } })
console.log(JSON.stringify({ choice, opened: openChosenBlas(choice) }))

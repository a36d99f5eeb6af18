import { types } from "node:util"
import { previewOf } from "./preview.ts"
import { constructorName, functionSource } from "./reading.ts"
import { shapeOf } from "./shape.ts"

/** A variable as a panel shows it: plain text, made without running any code of the value. */
export interface VariableDescription {
  readonly name: string
  /** `number`, `function`, `class`, `module`, `Proxy`, or the name of the class. */
  readonly type: string
  /** Elements along each axis, such as `300 × 2`; empty where there are none. */
  readonly shape: string
  /** The beginning of the value on one line. */
  readonly preview: string
}

/** Describes a value. */
export function describeVariable(name: string, value: unknown): VariableDescription {
  return { name, type: typeOf(value), shape: shapeOf(value), preview: previewOf(value) }
}

function typeOf(value: unknown): string {
  if (value === null) return "null"
  if (typeof value !== "object" && typeof value !== "function") return typeof value
  if (types.isProxy(value)) return "Proxy"
  if (types.isModuleNamespaceObject(value)) return "module"
  if (typeof value === "function") return /^class\b/.test(functionSource(value)) ? "class" : "function"
  return constructorName(value)
}

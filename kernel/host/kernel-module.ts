// What `import { ... } from "@deltaw/kernel"` offers in cells.

export { typeCheck } from "./type-check.ts"

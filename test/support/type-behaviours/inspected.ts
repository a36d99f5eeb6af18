import type { Row } from "./rows.ts"

/** What inspection tells of the name at a cursor, as plain text. */
export const HOVERED: readonly Row<RegExp | null>[] = [
  {
    title: "a value of an earlier cell with its documentation",
    code: "dou|ble(3)",
    gives: /^const double: \(x: number\) => number\nDoubles a number\.$/,
  },
  {
    title: "a function of an earlier cell",
    code: "wrap|",
    gives: /^function wrap<T>\(value: T\): T\[\]\nTurns a value into a list\.$/,
  },
  { title: "a variable with its documentation", code: "rate|", gives: /^let rate: number\nWeight per trial\.$/ },
  {
    title: "parameters with their documentation",
    code: "fit|",
    gives: /^function fit\([\s\S]*\): number\nFits a session\.\n\n@param `options` — how$/,
  },
  { title: "the function whose arguments are being typed", code: "double(1 + (2), |", gives: /^const double: / },
  {
    title: "a method of a package",
    code: "trials.numRows|()",
    gives: /^\(method\) Table\.numRows\(\): number\nThe number of active rows/,
  },
  {
    title: "a key of a record",
    code: "fit({ session: { accu|racy: 1 } })",
    gives: /^\(property\) accuracy\?: number \| undefined|^\(property\) Session\.accuracy\?: number \| undefined/,
  },
  { title: "a type in its place", code: "let s: Sta|ge", gives: /^type Stage = "early" \| "late"$/ },
  {
    title: "a function of a local file",
    code: "import { weigh } from './helper.ts'; weigh|",
    gives: /^function weigh\(name: string\): number\nWeighs an animal\.\n\n@param `name` — its name$/,
  },
  { title: "the token to the right of the cursor", code: "|rate", gives: /^let rate: number/ },
  { title: "nothing of an unknown name", code: "completelyUnknown|", gives: null },
  { title: "nothing of a blank", code: "1 +  |", gives: null },
]

/** The last block of the inspection at detail 1. */
export const SOURCED: readonly Row<string>[] = [
  { title: "the statement of an earlier cell", code: "double|", gives: "const double = (x: number): number => 2 * x" },
  {
    title: "the statement of a class",
    code: "Animal|",
    gives: "class Animal { constructor(public readonly name: string, public weight = 20) {} }",
  },
  {
    title: "a declaration in a local file",
    code: "import { weigh } from './helper.ts'; weigh|",
    gives: "// helper.ts, line 3\nexport function weigh(name: string): number {\n  return name.length\n}",
  },
  {
    title: "a declaration of a package",
    code: "import { catchMouse } from 'mice'; catchMouse|",
    gives: "// mice/index.d.ts, line 6\nexport declare function catchMouse(\n  name: string,\n): Mouse",
  },
]

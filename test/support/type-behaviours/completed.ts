import type { Row } from "./rows.ts"

/** What is replaced, and proposals with their kinds. */
export type Proposed = readonly [replaced: string, proposals: Readonly<Record<string, string>>]

/** Proposals at a cursor. */
export const COMPLETED: readonly Row<Proposed>[] = [
  { title: "members of a value of an earlier cell", code: "trials.numR|", gives: ["numR", { numRows: "method" }] },
  { title: "members of an instance", code: "new Animal('a').|", gives: ["", { name: "property", weight: "property" }] },
  {
    title: "members after optional chaining",
    code: "const a = new Animal('a'); a?.wei|",
    gives: ["wei", { weight: "property" }],
  },
  {
    title: "members by index",
    code: "const s: Session = { day: 1 }; s['|']",
    gives: ["", { accuracy: "property", day: "property" }],
  },
  { title: "names of earlier cells", code: "doub|", gives: ["doub", { double: "variable" }] },
  { title: "functions of earlier cells", code: "wra|", gives: ["wra", { wrap: "function" }] },
  { title: "classes of earlier cells", code: "new Anim|", gives: ["Anim", { Animal: "class" }] },
  { title: "types of earlier cells", code: "let s: Sess|", gives: ["Sess", { Session: "interface" }] },
  { title: "exports of a package", code: "aq.desc|", gives: ["desc", { desc: "function" }] },
  { title: "names in an import", code: "import { tab| } from 'arquero'", gives: ["tab", { table: "function" }] },
  {
    title: "names out of a dynamic import",
    code: "const { wei| } = await import('./helper.ts')",
    gives: ["wei", { weigh: "function" }],
  },
  { title: "packages beside the notebook", code: "import { x } from 'mic|'", gives: ["mic", { mice: "folder" }] },
  { title: "parts of a package", code: "import { x } from 'mice/ca|'", gives: ["ca", { cages: "file" }] },
  {
    title: "packages that the kernel brings",
    code: "import { x } from 'arq|'",
    gives: ["arq", { arquero: "file" }],
    tslab: { gives: ["arq", {}], because: "TypeScript 5.0 offers no package that only `paths` names" },
  },
  {
    title: "modules that the kernel serves",
    code: "import { x } from '@delt|'",
    gives: ["@delt", { "@deltaw/kernel": "module" }],
  },
  {
    title: "modules of Node",
    code: "import { x } from 'node:tim|'",
    gives: ["node:tim", { "node:timers": "module", "node:timers/promises": "module" }],
  },
  { title: "files beside the notebook", code: "import { weigh } from './hel|'", gives: ["hel", { helper: "file" }] },
  {
    title: "files in a folder, in a dynamic import",
    code: "await import('./nested/|')",
    gives: ["", { deep: "file" }],
  },
  { title: "literals of a union", code: "const s: Stage = '|'", gives: ["", { early: "constant", late: "constant" }] },
  {
    title: "literals of a union in an argument",
    code: "fit({ session: { day: 1 }, stage: 'l|' })",
    gives: ["l", { late: "constant" }],
  },
  { title: "keys of an argument", code: "fit({ session: { day: 1 }, | })", gives: ["", { stage: "property" }] },
  {
    title: "keys of a record within an argument",
    code: "fit({ session: { acc| } })",
    gives: ["acc", { accuracy: "property" }],
  },
  { title: "members of a global", code: "Math.ma|", gives: ["ma", { max: "method" }] },
  { title: "globals of Node", code: "setImm|", gives: ["setImm", { setImmediate: "function" }] },
  {
    title: "names declared above in the same text",
    code: "let zebra = 1; zeb|",
    gives: ["zeb", { zebra: "variable" }],
  },
  { title: "after characters outside the basic plane", code: "'𝐚𝐚'; doub|", gives: ["doub", { double: "variable" }] },
  { title: "inside a template", code: "`𝐚𝐚 ${doub|}`", gives: ["doub", { double: "variable" }] },
  {
    title: "in text that does not parse yet",
    code: "function f(animal: Animal) { if (animal.na|",
    gives: ["na", { name: "property" }],
  },
  { title: "apart from case where nothing else fits", code: "DOUB|", gives: ["DOUB", { double: "variable" }] },
  { title: "nothing in a comment", code: "// doub|", gives: ["doub", {}] },
  { title: "nothing of an unknown name", code: "completelyUnknownName.|", gives: ["", {}] },
]

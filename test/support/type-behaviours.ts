// What both back ends of types have to do, as tables. Where tslab's converter, on TypeScript 5.0, gives something else,
// the row says what and why.

/** What tslab gives instead, and why. */
export interface Exception<Given> {
  readonly gives: Given
  readonly because: string
}

/** One behaviour. */
export interface Row<Given> {
  readonly title: string
  /** Code; `|` marks the cursor where there is one. */
  readonly code: string
  readonly gives: Given
  readonly tslab?: Exception<Given>
}

/** Files beside the notebook. */
export const FILES: Readonly<Record<string, string>> = {
  "helper.ts":
    "/** Weighs an animal.\n * @param name its name */\nexport function weigh(name: string): number {\n  return name.length\n}\n",
  "nested/deep.ts": "export const deep = 1\n",
  "node_modules/mice/package.json":
    '{ "name": "mice", "exports": { ".": { "types": "./index.d.ts" }, "./cages": { "types": "./cages.d.ts" } } }',
  "node_modules/mice/index.d.ts":
    "/** A mouse. */\nexport interface Mouse {\n  /** In grams. */\n  weight: number\n}\nexport declare function catchMouse(\n  name: string,\n): Mouse\n",
  "node_modules/mice/cages.d.ts": "export declare const cages: string[]\n",
}

/** A cell that the rows build on. */
export const EARLIER = `
import { table, desc } from "arquero"
import * as aq from "arquero"
const trials = table({ choice: [1, -1], reward: [1, 0] })
/** Weight per trial. */
let rate: number = 0.1
/** Doubles a number. */
const double = (x: number): number => 2 * x
/** Turns a value into a list. */
function wrap<T>(value: T): T[] { return [value] }
class Animal { constructor(public readonly name: string, public weight = 20) {} }
interface Session { day: number; /** Share of rewards. */ accuracy?: number }
enum Side { left, right }
type Stage = "early" | "late"
const { first, rest: [second, ...others] } = { first: 1, rest: [2, "three"] as [number, ...string[]] }
/** Fits a session.
 * @param options how
 */
function fit(options: { session: Session; stage: Stage }): number { return options.session.day }
`

/** Complaints about a cell, as `line:column code`. */
export const CHECKED: readonly Row<readonly string[]>[] = [
  {
    title: "values, generics and types pass from cell to cell",
    code: "const s: Session = { day: wrap(double(rate))[0]! }\nnew Animal('a').weight + Side.left + first + second + others.length",
    gives: [],
  },
  {
    title: "a `let` of an earlier cell can be assigned, with its type",
    code: "rate = 0.2\nrate = 'fast'",
    gives: ["2:1 2322"],
  },
  {
    title: "a `const` of an earlier cell cannot",
    code: "double = (x: number) => x",
    gives: ["1:1 2632"],
    tslab: { gives: ["1:1 2588"], because: "it is declared there, not imported" },
  },
  { title: "a wrong argument is told where it stands", code: "\n\n  double('3')", gives: ["3:10 2345"] },
  { title: "a literal outside a union is told", code: "const stage: Stage = 'middle'", gives: ["1:7 2322"] },
  { title: "null is not a number", code: "const x: number = null", gives: ["1:7 2322"] },
  {
    title: "packages that the kernel brings have types",
    code: "trials.numRows().toFixed(); trials.orderby(desc('reward')).nope",
    gives: ["1:60 2339"],
  },
  {
    title: "Node's globals and modules have types",
    code: "import { readFileSync } from 'node:fs'\nprocess.exitCode; new URL('http://a'); performance.now(); readFileSync(7n)",
    gives: ["2:72 2769"],
  },
  { title: "a browser's globals are not there", code: "document.title", gives: ["1:1 2584"] },
  {
    title: "await and for await stand at the top",
    code: "await Promise.resolve(1)\nfor await (const x of [1]) x",
    gives: [],
  },
  {
    title: "using stands at the top",
    code: "using y = { [Symbol.dispose]() {} }\ny",
    gives: [],
    tslab: { gives: ["1:1 1434", "1:1 2304", "1:7 2304", "2:1 2304"], because: "TypeScript 5.0 does not know it" },
  },
  { title: "what is unused is nobody's business", code: "const unused = 1; function f(a: number) {}", gives: [] },
  { title: "types left out are nobody's business without a tsconfig", code: "function g(a) { return a }", gives: [] },
  {
    title: "display and its options are known",
    code: "display(1, { id: 'x', update: true }); display(1, { name: 'x' })",
    gives: ["1:53 2353"],
    tslab: { gives: ["1:53 2345"], because: "TypeScript 5.0 words it as an argument" },
  },
  {
    title: "tslab's display is known",
    code: "import { display as show, newDisplay } from 'tslab'\nshow.html('<b>'); newDisplay().png(new Uint8Array()); show.html(3)",
    gives: ["2:65 2345"],
  },
  {
    title: "the kernel's own module is known",
    code: "import { typeCheck } from '@deltaw/kernel'\ntypeCheck('block'); typeCheck('loud')",
    gives: ["2:31 2345"],
  },
  {
    title: "files beside the notebook have types, with and without extension",
    code: "import { weigh } from './helper.ts'\nimport { weigh as w } from './helper'\nweigh('a') + w(3)",
    gives: ["3:16 2345"],
  },
  {
    title: "generic arrows and assertions are written as in any TypeScript file",
    code: "const identity = <T>(value: T): T => value\nconst n = <number>(1 as unknown)\nidentity(n).nope",
    gives: ["3:13 2339"],
  },
  { title: "leading option lines are comments", code: "#| label: fig\nconst z: string = 3", gives: ["2:7 2322"] },
  { title: "exports are allowed", code: "export const exported = 1\nexport default 3", gives: [] },
  {
    title: "a name may be used in the statement after it is redeclared",
    code: "const double = 'twice'\ndouble.length",
    gives: [],
  },
  {
    title: "@ts-nocheck at the top keeps a cell from being checked",
    code: "// mine\n// @ts-nocheck\nconst x: string = double('3')",
    gives: [],
  },
  {
    title: "@ts-expect-error covers the next line",
    code: "// @ts-expect-error\ndouble('3')\ndouble('4')",
    gives: ["3:8 2345"],
  },
  {
    title: "places count UTF-16 units, and lines after others",
    code: "'𝐚'; double('x')\r\ndouble('y')",
    gives: ["1:14 2345", "2:8 2345"],
  },
]

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

/** A cell of a story, perhaps after files were written or removed, with its complaints. */
export interface Step {
  readonly write?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
  /** Forgets all cells first. */
  readonly reset?: boolean
  readonly code: string
  readonly gives: readonly string[]
  /** What tslab gives instead, and why. */
  readonly tslab?: Exception<readonly string[]>
  /** A completion asked for before the cell is run: marked code, and the proposals. */
  readonly completes?: readonly [marked: string, proposals: readonly string[]]
}

/** Cells one after the other. */
export interface Story {
  readonly title: string
  readonly files?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

const MICE = {
  "node_modules/mice/index.d.ts": "export declare const mouse: 'KS014'\n",
  "node_modules/mice/package.json": '{ "name": "mice", "types": "index.d.ts" }',
}

/** Behaviours that take several cells. */
export const STORIES: readonly Story[] = [
  {
    title: "a redeclared name is that of the latest cell that ran",
    steps: [
      { code: "const x = 1", gives: [] },
      { code: "const x = 'text'", gives: [] },
      { code: "x.toUpperCase(); x.toFixed()", gives: ["1:20 2551"] },
      { code: "let x = (a: number) => a", gives: [] },
      { code: "x(1); x = (a) => a * 2; x('')", gives: ["1:27 2345"] },
    ],
  },
  {
    title: "a type declared again leaves the value of its name alone, and the other way round",
    steps: [
      { code: "class Animal { legs = 4 }\ninterface Mouse { weight: number }", gives: [] },
      { code: "const Mouse = (weight: number): Mouse => ({ weight })", gives: [] },
      { code: "const one: Mouse = Mouse(20)\none.nope; Mouse('a')", gives: ["2:5 2339", "2:17 2345"] },
      { code: "interface Mouse { colour: string }", gives: [] },
      {
        code: "const two: Mouse = { colour: 'grey' }; Mouse(3).weight.nope",
        gives: ["1:56 2339"],
        tslab: { gives: ["1:49 2339"], because: "it knows a type by its name alone, and that now means another" },
      },
    ],
  },
  {
    title: "overloads, merged interfaces and a namespace beside a function pass as one",
    steps: [
      {
        code: "function f(a: string): 1\nfunction f(a: number): 2\nfunction f(a: unknown): 1 | 2 { return 1 }\ninterface A { a: 1 }\ninterface A { b: 2 }\nfunction g() {}\nnamespace g { export const inside = 3 }",
        gives: [],
      },
      {
        code: "const a: A = { a: 1, b: 2 }; const two: 2 = f(3); f(true); g(); g.inside.toFixed()",
        gives: ["1:53 2769"],
      },
    ],
  },
  {
    title: "a cell that did not run leaves no names",
    steps: [{ code: "ghost", gives: ["1:1 2304"] }],
  },
  {
    title: "after a reset all names are gone",
    steps: [
      { code: "const x = 1", gives: [] },
      { reset: true, code: "x", gives: ["1:1 2304"], completes: ["x|", []] },
    ],
  },
  {
    title: "a cell with a type error leaves its names, with what is known of them",
    steps: [
      { code: "const count: number = 'three'\nconst text = nope + 'a'", gives: ["1:7 2322", "2:14 2304"] },
      { code: "count.toFixed(); count.nope", gives: ["1:24 2339"] },
    ],
  },
  {
    title: "names reach over many cells in between, also through types of cells since redeclared",
    steps: [
      { code: "interface Mouse { weight: number }", gives: [] },
      { code: "let mouse: Mouse = { weight: 20 }", gives: [] },
      {
        code: "interface Mouse { colour: string }",
        gives: [],
      },
      ...Array.from({ length: 25 }, (_, turn) => ({ code: `const step = ${turn}`, gives: [] })),
      {
        code: "mouse.weight.toFixed(); mouse.colour",
        gives: ["1:31 2339"],
        tslab: { gives: ["1:7 2339"], because: "it knows a type by its name alone, and that now means another" },
      },
    ],
  },
  {
    title: "what changes on the disk is seen at once: local files, what they import, packages installed later",
    files: {
      "inner.ts": "export const inner: number = 1\n",
      "helper.ts": "export { inner } from './inner.ts'\nexport const own: number = 1\n",
    },
    steps: [
      {
        code: "import { inner, own } from './helper'\nimport { mouse } from 'mice'\n{ const a: string = inner }\n{ const b: string = own }",
        gives: ["2:23 2307", "3:9 2322", "4:9 2322"],
      },
      {
        write: { "inner.ts": "export const inner: string = 'changed'\n" },
        code: "import { inner, own } from './helper'\nconst a: string = inner\nconst b: string = own",
        gives: ["3:7 2322"],
      },
      {
        write: { "helper.ts": "export const inner = 3\nexport const added = 'new'\n" },
        completes: ["import { add| } from './helper.ts'", ["added"]],
        code: "import { added } from './helper'\nadded.nope",
        gives: ["2:7 2339"],
      },
      {
        write: MICE,
        completes: ["import { mou| } from 'mice'", ["mouse"]],
        code: "import { mouse } from 'mice'\nmouse.nope",
        gives: ["2:7 2339"],
      },
      { remove: ["helper.ts"], code: "import { added } from './helper'", gives: ["1:23 2307"] },
    ],
  },
  {
    title: "a tsconfig.json beside the notebook is followed: strictness, libraries, paths",
    files: {
      "tsconfig.base.json":
        '{ // with a comment\n "compilerOptions": { "strictNullChecks": false, "noImplicitAny": true, "paths": { "@/*": ["./src/*"] } } }',
      "tsconfig.json": '{ "extends": "./tsconfig.base", "compilerOptions": { "lib": ["es2022", "dom"], } }',
      "src/rate.ts": "export const rate: number = 3\n",
    },
    steps: [
      { code: "const x: number = null\nfunction f(a) { return a }", gives: ["2:12 7006"] },
      { code: "document.title.nope; [1].findLast(Boolean)", gives: ["1:16 2339", "1:26 2550"] },
      { code: "import { rate } from '@/rate'\nconst s: string = rate", gives: ["2:7 2322"] },
      {
        write: { "src/rate.ts": "export const rate: string = 'x'\n" },
        code: "import { rate } from '@/rate'\nconst s: string = rate",
        gives: [],
      },
      { code: "import { table } from 'arquero'\ntable({}).nope", gives: ["2:11 2339"] },
    ],
  },
  {
    title: "decorators are those of the tsconfig.json",
    files: { "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }' },
    steps: [
      {
        code: "function noted(target: object, name: string): void {}\nclass Model { @noted rate() {} }",
        gives: [],
      },
    ],
  },
  {
    title: "JSX is that of the tsconfig.json",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "tiny" } }',
      "node_modules/tiny/package.json": '{ "name": "tiny", "exports": { "./jsx-runtime": { "types": "./jsx.d.ts" } } }',
      "node_modules/tiny/jsx.d.ts":
        "export namespace JSX { interface IntrinsicElements { b: { title?: string; children?: unknown } } type Element = string }\nexport function jsx(): string\nexport function jsxs(): string\n",
    },
    steps: [
      { code: "const identity = <T>(value: T): T => value", gives: [] },
      {
        code: 'const made = <b title="x">{identity("a")}</b>\nconst wrong = <b title={3} />',
        gives: ["2:18 2322"],
        tslab: { gives: [], because: "it reads every cell as TypeScript without JSX, and such cells are not checked" },
      },
      { code: "made.toUpperCase()", gives: [] },
    ],
  },
]

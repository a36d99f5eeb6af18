import type { Exception } from "./rows.ts"

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

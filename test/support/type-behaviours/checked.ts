import type { Row } from "./rows.ts"

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

import { deepEqual, equal, match } from "node:assert/strict"
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { openRealSession, type RealSession } from "../../support/real-session.ts"

/** Ways to declare `it`, a cell that reads it with its type, and what that gives. */
const KINDS: readonly (readonly [declaration: string, read: string, value: string])[] = [
  ["const it = 1", "it.toFixed()", "'1'"],
  ["let it = 'two'", "it = it.toUpperCase(); it", "'TWO'"],
  ["var it = [3]", "it.push(4); it.length", "2"],
  ["function it(n: number) { return n + 5 }", "it(1).toFixed()", "'6'"],
  ["class it { value = 6 }", "const made: it = new it(); made.value.toFixed()", "'6'"],
  ["enum it { seven = 7 }", "const side: it = it.seven; side", "7"],
  [
    "namespace it { export const value = 8; export type Kind = 'a' }",
    "const kind: it.Kind = 'a'; it.value + kind",
    "'8a'",
  ],
  ["interface it { nine: number }", "const record: it = { nine: 9 }; record.nine", "9"],
  ["type it = 'ten'", "const text: it = 'ten'; text", "'ten'"],
  ["import { join as it } from 'node:path/posix'", "it('a', 'b').length", "3"],
  ["const { a: [it] } = { a: [12] }", "it.toFixed()", "'12'"],
]

/** Indices below `count` in an order in which each follows each once, itself included (a de Bruijn sequence). */
function everyPair(count: number): number[] {
  const order: number[] = []
  for (let first = 0; first < count; first += 1) {
    order.push(first)
    for (let second = first + 1; second < count; second += 1) order.push(first, second)
  }
  return [...order, 0]
}

describe("a session with types", function () {
  this.timeout(120_000)
  let session: RealSession
  let folder = ""
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-real-")))
    session = openRealSession(folder)
  })
  after(async () => {
    await session.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  }

  it("takes every kind of declaration after every other under the same name, and types follow", async () => {
    for (const kind of everyPair(KINDS.length)) {
      const [declaration, read, value] = KINDS[kind]!
      equal(await session.value(declaration), null, declaration)
      equal(await session.value(read), value, `${declaration}; ${read}`)
    }
  })

  it("behaves as one script: closures see later assignments, callers later functions, and names before a throw stay", async () => {
    await session.value("let count = 0\nconst increment = () => { count += 1; return count }")
    await session.value("count = 100")
    equal(await session.value("increment() + count"), "202")
    await session.value("function rule(x: number): number { return x }\nfunction apply(): number { return rule(2) }")
    await session.value("function rule(x: number): number { return 10 * x }")
    equal(await session.value("apply()"), "20")
    const thrown = await session.run("const early: number = 5\nthrow new RangeError('no')\nconst late: number = 6")
    deepEqual([thrown.reply.status, thrown.stderr], ["error", ""])
    equal(await session.value("early.toFixed()"), "'5'")
    equal(await session.value("let late: string = 'declared again'\nlate.length"), "14")
  })

  it("takes await and for await at the top, and knows what they give", async () => {
    equal(await session.value("const answer = await Promise.resolve(42)\nanswer.toFixed()"), "'42'")
    await session.value("async function* letters() { yield 'a'; yield 'b' }")
    const cell = "let word = ''\nfor await (const letter of letters()) word += letter.toUpperCase()\nword"
    equal(await session.value(cell), "'AB'")
  })

  it("shows type errors with the cell's line and a code frame, and runs the cell", async () => {
    const ran = await session.run("// a comment\nconst wrong: number = 'text'\nwrong")
    equal(ran.value, "'text'")
    equal(
      ran.stderr,
      [
        "TS2322: Type 'string' is not assignable to type 'number'.",
        `Cell ${ran.reply.execution_count}, line 2, column 7`,
        "      1 | // a comment",
        "----> 2 | const wrong: number = 'text'",
        "        |       ^^^^^",
        "      3 | wrong",
        "",
      ].join("\n"),
    )
  })

  it("blocks, warns of or ignores type errors as a cell asks for with a call or a comment", async () => {
    const wrong = "const off: number = 'a'\noff"
    await session.value('import { typeCheck } from "@deltaw/kernel"\ntypeCheck("block")')
    const blocked = await session.run(wrong)
    equal(blocked.reply.status, "error")
    match(blocked.traceback, /^TS2322: [\s\S]*line 1, column 7/)
    match((await session.run("off")).traceback, /Cannot find name 'off'/)
    equal((await session.run(`// @deltaw type-check: off\n${wrong}`)).stderr, "")
    await session.value('typeCheck("off")')
    equal((await session.run(wrong)).stderr, "")
    await session.run('typeCheck("warn")')
    match((await session.run(wrong)).stderr, /^TS2322/)
    match(
      (await session.run('typeCheck("loud" as "off")')).traceback,
      /^TypeError: typeCheck takes "warn", "block", "off", not 'loud'/,
    )
  })

  it("picks up edited local modules with their types, at once in completion", async () => {
    await write({ "helpers.ts": "export const rate: number = 1\n" })
    equal(await session.value('import { rate } from "./helpers.ts"\nrate.toFixed(1)'), "'1.0'")
    await write({ "helpers.ts": "export const rate: string = 'fast'\nexport const added = [1, 2]\n" })
    const typed = 'import { add } from "./helpers.ts"'
    const { items } = await (await session.session.language).complete(typed, 12)
    deepEqual(
      items.map(({ text }) => text),
      ["added"],
    )
    equal(
      await session.value('import { added, rate } from "./helpers.ts"\nrate.toUpperCase() + added.length'),
      "'FAST2'",
    )
  })

  it("places exceptions in cells and local modules at the user's lines", async () => {
    await write({
      "model.ts": [
        "interface Options {",
        "  rate: number",
        "}",
        "export class Model {",
        "  constructor(private readonly options: Options) {}",
        "  fit(): never {",
        "    throw new RangeError(`rate ${this.options.rate}`)",
        "  }",
        "}",
      ].join("\n"),
    })
    const ran = await session.run(
      'import { Model } from "./model.ts"\n\nconst model: Model = new Model({ rate: 3 })\nmodel.fit()',
    )
    equal(
      ran.traceback,
      [
        "RangeError: rate 3",
        "model.ts:7:11, in Model.fit",
        "      5 |   constructor(private readonly options: Options) {}",
        "      6 |   fit(): never {",
        "----> 7 |     throw new RangeError(`rate ${this.options.rate}`)",
        "        |           ^",
        "      8 |   }",
        "      9 | }",
        `Cell ${ran.reply.execution_count}, line 4, column 7`,
        "----> 4 | model.fit()",
        "        |       ^",
      ].join("\n"),
    )
  })

  it("places syntax errors of local modules there, too", async () => {
    await write({ "unfinished.ts": "export const a: number = 1\nexport const b = (a +\n" })
    const { traceback } = await session.run('import { b } from "./unfinished.ts"')
    match(traceback, /^SyntaxError: .*\nunfinished\.ts:3:1\n {6}1 \| export const a: number = 1\n/)
  })

  it("reports the line of an exception in a cell of 25 lines with parameter properties", async () => {
    const lines = Array.from({ length: 25 }, (_, index) => `const line${index}: number = ${index}`)
    lines[2] =
      "class Mouse { constructor(private readonly name: string, public trials = 0) {} call() { return this.name } }"
    lines[5] = "interface Gone { a: string; b: number }"
    lines[9] = "enum Choice { Left, Right }"
    lines[20] = "throw new Error(new Mouse('KS014').call() + Choice.Left)"
    const { traceback, reply } = await session.run(lines.join("\n"))
    match(traceback, new RegExp(`^Error: KS0140\\nCell ${reply.execution_count}, line 21, column 7\\n`))
  })
})

describe("a session in a project with JSX and old decorators", function () {
  this.timeout(60_000)

  it("compiles cells and local modules as its tsconfig.json says, and names of JSX's own stay out of the cells", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "deltaw-jsx-")))
    const files = {
      "tsconfig.json":
        '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "tiny", "experimentalDecorators": true } }',
      "node_modules/tiny/package.json":
        '{ "name": "tiny", "type": "module", "exports": { "./jsx-runtime": { "types": "./jsx.d.ts", "default": "./jsx.js" } } }',
      "node_modules/tiny/jsx.d.ts":
        "export namespace JSX { interface IntrinsicElements { b: { children?: unknown } } type Element = string }\nexport function jsx(type: string, props: object): string\nexport { jsx as jsxs }\n",
      "node_modules/tiny/jsx.js":
        "export const jsx = (type, { children = '' }) => `<${type}>${[children].flat().join('')}</${type}>`\nexport const jsxs = jsx\n",
      "bold.tsx": "export const bold = (text: string): string => <b>{text}</b>\n",
    }
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const session = openRealSession(folder)
    try {
      equal(await session.value("<b>{1 + 1} mice</b>"), "'<b>2 mice</b>'")
      await session.value("const jsx = (x: number) => 5 * x")
      const nested = "const pair = <T,>(value: T) => [value, value];\n<b>{pair(<b>{jsx(2)}</b>)}</b>"
      equal(await session.value(nested), "'<b><b>10</b><b>10</b></b>'")
      equal(await session.value("<b /> // no jsx of ours\njsx(1)"), "5")
      equal(await session.value('import { bold } from "./bold"\nbold("a")'), "'<b>a</b>'")
      const decorated =
        "function noted(target: object, key: string): void { keys.push(key) }\nconst keys: string[] = []\nclass Model { @noted rate(): void {} }\nkeys.join()"
      equal(await session.value(decorated), "'rate'")
    } finally {
      await session.close()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

import assert from "node:assert/strict"
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import type { Completion, Language } from "../../../kernel/language/language.ts"
import { startLanguage } from "../../../kernel/language/typescript-service.ts"

/** Compiles a cell, checks it and counts it as run; complaints as `line:column code`. */
async function run(language: Language, code: string): Promise<string[]> {
  const cell = await language.compile(code)
  assert.ok(cell.ok, `the cell compiles: ${code}`)
  const found = await language.check(cell.number)
  language.ran(cell.number)
  return found.map(({ line, column, code }) => `${line}:${column} ${code}`)
}

/** Proposals at the cursor, which the code marks with `|`. */
function completeAt(language: Language, marked: string): Promise<Completion> {
  return language.complete(marked.replace("|", ""), marked.indexOf("|"))
}

/** The hover text at the cursor, which the code marks with `|`. */
async function hoverAt(language: Language, marked: string, detail: 0 | 1 = 0): Promise<string | null> {
  const bundle = await language.inspect(marked.replace("|", ""), marked.indexOf("|"), detail)
  return bundle === null ? null : String(bundle["text/plain"])
}

const folders: string[] = []
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "deltaw-language-"))
  folders.push(folder)
  return folder
}

const EARLIER = `
import { table, desc } from "arquero"
import * as aq from "arquero"
const trials = table({ choice: [1, -1], reward: [1, 0] })
let rate: number = 0.1
/** Doubles a number. */
const double = (x: number): number => 2 * x
/** Turns a value into a list. */
function wrap<T>(value: T): T[] { return [value] }
class Animal { constructor(public readonly name: string, public weight = 20) {} }
interface Session { day: number; accuracy?: number }
enum Side { left, right }
type Stage = "early" | "late"
const { first, rest: [second, ...others] } = { first: 1, rest: [2, "three"] as [number, ...string[]] }
`

describe("types of cells", function () {
  this.timeout(60_000)
  let language: Language

  before(async () => {
    const folder = await emptyFolder()
    await writeFile(join(folder, "helper.ts"), "export function weigh(name: string): number { return name.length }\n")
    language = await startLanguage({ folder })
    assert.deepEqual(await run(language, EARLIER), [])
  })
  after(async () => {
    await language.close()
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  const checked: readonly [title: string, code: string, complaints: readonly string[]][] = [
    [
      "values, generics and types pass from cell to cell",
      "const s: Session = { day: wrap(double(rate))[0]! }\nnew Animal('a').weight + Side.left + first + second + others.length",
      [],
    ],
    ["a `let` of an earlier cell can be assigned, with its type", "rate = 0.2\nrate = 'fast'", ["2:1 2322"]],
    ["a `const` of an earlier cell cannot", "double = (x: number) => x", ["1:1 2632"]],
    ["a wrong argument is told where it stands", "\n\n  double('3')", ["3:10 2345"]],
    ["a literal outside a union is told", "const stage: Stage = 'middle'", ["1:7 2322"]],
    ["null is not a number", "const x: number = null", ["1:7 2322"]],
    [
      "packages that the kernel brings have types",
      "trials.numRows().toFixed(); trials.orderby(desc('reward')).nope",
      ["1:60 2339"],
    ],
    [
      "Node's globals and modules have types",
      "import { readFileSync } from 'node:fs'\nprocess.exitCode; new URL('http://a'); performance.now(); readFileSync(7n)",
      ["2:72 2769"],
    ],
    ["a browser's globals are not there", "document.title", ["1:1 2584"]],
    [
      "await, for await and using stand at the top",
      "await Promise.resolve(1)\nfor await (const x of [1]) x\nusing y = { [Symbol.dispose]() {} }",
      [],
    ],
    ["what is unused is nobody's business", "const unused = 1; function f(a: number) {}", []],
    ["types left out are nobody's business without a tsconfig", "function g(a) { return a }", []],
    [
      "display and its options are known",
      "display(1, { id: 'x', update: true }); display(1, { name: 'x' })",
      ["1:53 2353"],
    ],
    [
      "tslab's display is known",
      "import { display as show, newDisplay } from 'tslab'\nshow.html('<b>'); newDisplay().png(new Uint8Array()); show.html(3)",
      ["2:65 2345"],
    ],
    [
      "files beside the notebook have types, with and without extension",
      "import { weigh } from './helper.ts'\nimport { weigh as w } from './helper'\nweigh('a') + w(3)",
      ["3:16 2345"],
    ],
    ["leading option lines are comments", "#| label: fig\nconst z: string = 3", ["2:7 2322"]],
    ["exports are allowed", "export const exported = 1\nexport default 3", []],
    ["a name may be used in the statement after it is redeclared", "const double = 'twice'\ndouble.length", []],
  ]
  for (const [title, code, complaints] of checked) {
    it(title, async () => {
      const cell = await language.compile(code)
      assert.ok(cell.ok)
      const found = await language.check(cell.number)
      assert.deepEqual(
        found.map(({ line, column, code }) => `${line}:${column} ${code}`),
        complaints,
      )
    })
  }

  const completed: readonly [
    title: string,
    marked: string,
    replaced: string,
    expected: Readonly<Record<string, string>>,
  ][] = [
    ["members of a value of an earlier cell", "trials.numR|", "numR", { numRows: "method" }],
    ["members of an instance", "new Animal('a').|", "", { name: "property", weight: "property" }],
    ["names of earlier cells", "doub|", "doub", { double: "variable" }],
    ["functions of earlier cells", "wra|", "wra", { wrap: "function" }],
    ["classes of earlier cells", "new Anim|", "Anim", { Animal: "class" }],
    ["exports of a package", "aq.desc|", "desc", { desc: "function" }],
    ["names in an import", "import { tab| } from 'arquero'", "tab", { table: "function" }],
    ["literals of a union", "const s: Stage = '|'", "", { early: "constant", late: "constant" }],
    ["members with a symbol among them", "Math.ma|", "ma", { max: "method" }],
    ["names declared above in the same text", "let zebra = 1; zeb|", "zeb", { zebra: "variable" }],
    ["after characters outside the basic plane", "'𝐚𝐚'; doub|", "doub", { double: "variable" }],
    ["in text that does not parse yet", "function f(animal: Animal) { if (animal.na|", "na", { name: "property" }],
    ["apart from case where nothing else fits", "DOUB|", "DOUB", { double: "variable" }],
    ["properties of a record type", "const s: Session = { acc| }", "acc", { accuracy: "property" }],
    ["globals of Node", "setImm|", "setImm", { setImmediate: "function" }],
    ["files beside the notebook", "import { weigh } from './hel|'", "hel", { helper: "file" }],
    ["nothing", "completelyUnknownName.|", "", {}],
  ]
  for (const [title, marked, replaced, expected] of completed) {
    it(`completes ${title}`, async () => {
      const { items, start, end } = await completeAt(language, marked)
      assert.equal(marked.replace("|", "").slice(start, end), replaced)
      assert.equal(end, marked.indexOf("|"))
      assert.deepEqual(Object.fromEntries(items.map(({ text, kind }) => [text, kind])), expected)
    })
  }

  it("proposals come with their signature", async () => {
    const { items } = await completeAt(language, "doub|")
    assert.deepEqual(items, [{ text: "double", kind: "variable", signature: "const double: (x: number) => number" }])
  })

  it("proposals without end are cut, names of the user first", async () => {
    const { items } = await completeAt(language, "|")
    assert.ok(items.length > 50 && items.length <= 250, `${items.length} items`)
    const texts = items.map(({ text }) => text)
    assert.ok(texts.indexOf("trials") < texts.indexOf("Array") || !texts.includes("Array"))
    assert.ok(!texts.some((text) => text.includes("deltaw-cell")))
  })

  const hovered: readonly [title: string, marked: string, expected: RegExp | null][] = [
    [
      "a value of an earlier cell with its documentation",
      "dou|ble(3)",
      /^const double: \(x: number\) => number\nDoubles a number\.$/,
    ],
    ["a function of an earlier cell", "wrap|", /^function wrap<T>\(value: T\): T\[\]\nTurns a value into a list\.$/],
    ["the function whose arguments are being typed", "double(1 + (2), |", /^const double: /],
    ["a method of a package", "trials.numRows|()", /^\(method\) Table\.numRows\(\): number\nThe number of active rows/],
    ["a variable", "rate|", /^let rate: number$/],
    ["the token to the right of the cursor", "|rate", /^let rate: number$/],
    ["nothing of an unknown name", "completelyUnknown|", null],
    ["nothing of a blank", "1 +  |", null],
  ]
  for (const [title, marked, expected] of hovered) {
    it(`inspects ${title}`, async () => {
      const text = await hoverAt(language, marked)
      if (expected === null) assert.equal(text, null)
      else assert.match(text ?? "", expected)
    })
  }

  it("inspection is Markdown with a text twin, and at detail 1 shows the source", async () => {
    const bundle = await language.inspect("Animal", 2, 1)
    const source = "class Animal { constructor(public readonly name: string, public weight = 20) {} }"
    assert.deepEqual(bundle, {
      "text/markdown": `\`\`\`ts\nclass Animal\n\`\`\`\n\n\`\`\`ts\n${source}\n\`\`\``,
      "text/plain": `class Animal\n\n${source}`,
    })
  })

  it("the report shows the user's line and marks the place", async () => {
    const cell = await language.compile("// one\nlet x: string = 3\n", 12)
    assert.ok(cell.ok)
    const report = stripVTControlCharacters(language.report(cell.number, await language.check(cell.number)))
    assert.equal(
      report,
      [
        "TS2322: Type 'number' is not assignable to type 'string'.",
        "Cell 12, line 2, column 5",
        "      1 | // one",
        "----> 2 | let x: string = 3",
        "        |     ^",
        "      3 |",
        "",
      ].join("\n"),
    )
  })
})

describe("names over several runs", function () {
  this.timeout(60_000)
  let language: Language

  beforeEach(async () => {
    language = await startLanguage({ folder: await emptyFolder() })
  })
  afterEach(async () => {
    await language.close()
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  it("a redeclared name is that of the latest cell that ran", async () => {
    await run(language, "const x = 1")
    await run(language, "const x = 'text'")
    assert.deepEqual(await run(language, "x.toUpperCase(); x.toFixed()"), ["1:20 2551"])
  })

  it("a cell that did not run leaves no names", async () => {
    const cell = await language.compile("const ghost = 1")
    assert.ok(cell.ok)
    assert.deepEqual(await run(language, "ghost"), ["1:1 2304"])
  })

  it("after a reset all names are gone", async () => {
    await run(language, "const x = 1")
    language.reset()
    assert.deepEqual(await run(language, "x"), ["1:1 2304"])
    assert.deepEqual((await completeAt(language, "x|")).items, [])
  })

  it("names reach over many cells in between, also through types of cells since redeclared", async () => {
    await run(language, "interface Mouse { weight: number }")
    await run(language, "let mouse: Mouse = { weight: 20 }")
    await run(language, "interface Mouse { colour: string }")
    for (let turn = 0; turn < 30; turn += 1) await run(language, `const step = ${turn}`)
    assert.deepEqual(await run(language, "mouse.weight.toFixed(); mouse.colour"), ["1:31 2339"])
  })

  it("a cell that does not parse gives its place in the user's text", async () => {
    const failure = await language.compile("const a = 1\nconst b = (a +\n", 4)
    assert.ok(!failure.ok)
    assert.equal(failure.error.name, "SyntaxError")
    const lines = failure.traceback.map(stripVTControlCharacters)
    assert.match(lines[0] ?? "", /^SyntaxError: /)
    assert.equal(lines[1], "Cell 4, line 3, column 1")
  })
})

describe("the folder's own settings", function () {
  this.timeout(60_000)

  it("a tsconfig.json beside the notebook is followed", async () => {
    const folder = await emptyFolder()
    const config = '{ // with a comment\n "compilerOptions": { "strictNullChecks": false, "noImplicitAny": true } }'
    await writeFile(join(folder, "tsconfig.json"), config)
    const language = await startLanguage({ folder })
    assert.deepEqual(await run(language, "const x: number = null\nfunction f(a) { return a }"), ["2:12 7006"])
    await language.close()
    await rm(folder, { recursive: true })
  })

  it("a tsconfig.json that is broken stops nothing", async () => {
    const folder = await emptyFolder()
    await writeFile(join(folder, "tsconfig.json"), '{ "compilerOptions": { "strict": ')
    const language = await startLanguage({ folder })
    assert.deepEqual(await run(language, "const x: number = 'a'"), ["1:7 2322"])
    await language.close()
    await rm(folder, { recursive: true })
  })

  for (const [place, open] of [
    ["a folder without packages", emptyFolder],
    ["a folder inside the package", async () => join(process.cwd(), "kernel")],
  ] as const) {
    it(`deltaw has types in ${place}`, async () => {
      const language = await startLanguage({ folder: await open() })
      assert.deepEqual(await run(language, "import { key } from 'deltaw'\nconst k: string = key(7)"), ["2:7 2322"])
      await language.close()
    })
  }

  it("packages of the project around the notebook have types: a misspelt Plotly trace is found, with a suggestion", async () => {
    const language = await startLanguage({ folder: process.cwd() })
    const cell = await language.compile(
      "import type { Data } from 'plotly.js-dist-min'\nconst trace: Data = { type: 'scater', y: [1] }",
    )
    assert.ok(cell.ok)
    const [found] = await language.check(cell.number)
    assert.match(found?.message ?? "", /Did you mean '"scatter"'\?/)
    language.ran(cell.number)
    const { items } = await completeAt(language, "const t: Data = { type: 'heat|' }")
    assert.deepEqual(
      items.map(({ text }) => text),
      ["heatmap"],
    )
    await language.close()
  })

  it("what changes on the disk is seen by the next cell: local files, what they import, packages installed later", async () => {
    const folder = await emptyFolder()
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    await write("inner.ts", "export const inner: number = 1\n")
    await write("helper.ts", "export { inner } from './inner.ts'\nexport const own: number = 1\n")
    const language = await startLanguage({ folder })
    const cell =
      "import { inner, own } from './helper'\nimport { mouse } from 'mice'\n{ const a: string = inner }\n{ const b: string = own }"
    assert.deepEqual(await run(language, cell), ["2:23 2307", "3:9 2322", "4:9 2322"])
    await write("inner.ts", "export const inner: string = 'changed'\n")
    assert.deepEqual(await run(language, cell), ["2:23 2307", "4:9 2322"])
    await mkdir(join(folder, "node_modules", "mice"), { recursive: true })
    await write("node_modules/mice/index.d.ts", "export const mouse: 'KS014'\n")
    await write("node_modules/mice/package.json", '{ "name": "mice", "types": "index.d.ts" }')
    await rm(join(folder, "inner.ts"))
    await write("helper.ts", "export const inner: string = ''\nexport const own: string = ''\n")
    assert.deepEqual(await run(language, `${cell}\nmouse.nope`), ["5:7 2339"])
    await language.close()
    await rm(folder, { recursive: true })
  })

  it("nothing is written into the folder", async () => {
    const folder = await emptyFolder()
    const language = await startLanguage({ folder })
    await run(language, "const x = 1")
    await language.close()
    assert.deepEqual(await readdir(folder), [])
    await rm(folder, { recursive: true })
  })
})

import assert from "node:assert/strict"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import vm from "node:vm"
import type { HostError } from "../../../kernel/host/messages.ts"
import { codeFrame } from "../../../kernel/language/code-frame.ts"
import type { Language } from "../../../kernel/language/language.ts"
import { startLanguage } from "../../../kernel/language/typescript-service.ts"

/** Runs cells as scripts until one throws; the traceback without colours. */
async function tracebackOf(language: Language, ...cells: readonly string[]): Promise<string[]> {
  const context = vm.createContext({ console })
  for (const code of cells) {
    const cell = await language.compile(code)
    assert.ok(cell.ok)
    try {
      vm.runInContext(cell.javascript, context, { filename: cell.sourceName })
    } catch (error) {
      const { name, message, stack } = error as Error
      return language.traceback({ name, message, stack: stack ?? "" }).map(stripVTControlCharacters)
    }
  }
  return assert.fail("no cell threw")
}

const LONG_CELL = `// A cell of 25 lines in which types vanish on the way to JavaScript.
interface Trial {
  readonly choice: number
  readonly reward: number
}

type Stage =
  | "early"
  | "late"

enum Side { left, right }

class Animal {
  constructor(
    public readonly name: string,
    private readonly trials: readonly Trial[] = [],
  ) {}

  accuracy(stage: Stage): number {
    const last = this.trials[this.trials.length - 1] as Trial
    return last.reward
  }
}

new Animal("KS014").accuracy("early") + Side.left`

describe("tracebacks", function () {
  this.timeout(20_000)
  let language: Language
  beforeEach(async () => {
    language = await startLanguage({ folder: tmpdir(), command: null, onNotice: () => undefined })
  })
  afterEach(() => language.close())

  it("point at the user's line in a long cell with types, and show the way there", async () => {
    assert.deepEqual((await tracebackOf(language, LONG_CELL)).slice(0, 11), [
      "TypeError: Cannot read properties of undefined (reading 'reward')",
      "Cell 1, line 21, column 17, in Animal.accuracy",
      "      19 |   accuracy(stage: Stage): number {",
      "      20 |     const last = this.trials[this.trials.length - 1] as Trial",
      "----> 21 |     return last.reward",
      "         |                 ^",
      "      22 |   }",
      "      23 | }",
      "Cell 1, line 25, column 21",
      '----> 25 | new Animal("KS014").accuracy("early") + Side.left',
      "         |                     ^",
    ])
  })

  it("point at the line wherever in a cell the exception is thrown", async () => {
    for (let line = 1; line <= 25; line += 1) {
      const lines = LONG_CELL.replace(/^new Animal.*$/m, "").split("\n")
      const places = [1, 6, 10, 12, 24, 25]
      if (!places.includes(line)) continue
      lines[line - 1] = 'throw new RangeError("here")'
      const [headline, place] = await tracebackOf(language, lines.join("\n"))
      assert.equal(headline, "RangeError: here")
      assert.match(place ?? "", new RegExp(`, line ${line}, column 7$`))
    }
  })

  it("pass through several cells, each under the number the user sees", async () => {
    const first = await language.compile("const fail = (x: number): never => {\n  throw new Error(`no ${x}`)\n}", 7)
    const second = await language.compile("\nfail(3)", 9)
    assert.ok(first.ok && second.ok)
    const context = vm.createContext({})
    vm.runInContext(first.javascript, context, { filename: first.sourceName })
    try {
      vm.runInContext(second.javascript, context, { filename: second.sourceName })
      assert.fail("the cell throws")
    } catch (error) {
      const { name, message, stack = "" } = error as Error
      const lines = language.traceback({ name, message, stack }).map(stripVTControlCharacters)
      assert.deepEqual(
        lines.filter((line) => /^(?:Error|Cell)/.test(line)),
        ["Error: no 3", "Cell 7, line 2, column 9, in fail", "Cell 9, line 2, column 1"],
      )
    }
  })

  it("are coloured as Jupyter expects", async () => {
    const cell = await language.compile("f()")
    assert.ok(cell.ok)
    const stack = `ReferenceError: f is not defined\n    at ${cell.sourceName}:1:1`
    const [headline] = language.traceback({ name: "ReferenceError", message: "f is not defined", stack })
    assert.equal(headline, "\u001b[1m\u001b[31mReferenceError\u001b[39m: f is not defined\u001b[22m")
  })

  const stacks: readonly [title: string, error: HostError, expected: readonly string[]][] = [
    [
      "keep frames of packages short and leave out those of Node and of the kernel",
      {
        name: "Error",
        message: "x",
        stack: [
          "Error: x",
          "    at JSON.parse (<anonymous>)",
          `    at async pick (file://${join(tmpdir(), "node_modules", "arquero", "src", "table.js")}:12:3)`,
          `    at local (${join(tmpdir(), "helper.ts")}:4:5)`,
          "    at node:internal/process/task_queues:95:5",
          `    at evaluate (${new URL("../../../kernel/host/evaluation.js", import.meta.url).href}:9:9)`,
          `    at fit (${new URL("../../../lib/inference/fit.js", import.meta.url).href}:8:2)`,
        ].join("\n"),
      },
      [
        "Error: x",
        "arquero/src/table.js:12:3, in pick",
        "helper.ts:4:5, in local",
        "deltaw/lib/inference/fit.js:8:2, in fit",
      ],
    ],
    [
      "take lines of a message for what they are",
      {
        name: "Error",
        message: "look:\n    at cell-1.ts:1:1",
        stack: "Error: look:\n    at cell-1.ts:1:1\n    at node:vm:1:1",
      },
      ["Error: look:", "    at cell-1.ts:1:1"],
    ],
    [
      "count a place once that recursion repeats",
      { name: "RangeError", message: "deep", stack: `RangeError: deep${"\n    at f (/far/away.js:1:2)".repeat(9)}` },
      ["RangeError: deep", "/far/away.js:1:2, in f", "  (9 times)"],
    ],
    [
      "tell a few places outside cells and count the rest",
      {
        name: "Error",
        message: "x",
        stack: `Error: x${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `\n    at /far/${n}.js:1:1`).join("")}`,
      },
      ["Error: x", ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `/far/${n}.js:1:1`), "… and 2 more places outside cells"],
    ],
    [
      "tell the causes",
      {
        name: "Error",
        message: "outer",
        stack: "Error: outer\n    at /far/a.js:1:1\nCaused by: TypeError: inner\n    at /far/b.js:2:2\nCaused by: deep",
      },
      [
        "Error: outer",
        "/far/a.js:1:1",
        "",
        "Caused by:",
        "TypeError: inner",
        "/far/b.js:2:2",
        "",
        "Caused by:",
        "deep",
      ],
    ],
    [
      "tell of what is no error and has no stack",
      { name: "Thrown string", message: "no", stack: "" },
      ["Thrown string: no"],
    ],
  ]
  for (const [title, error, expected] of stacks) {
    it(title, () => {
      const lines = language.traceback(error).map(stripVTControlCharacters)
      const shortened = lines.map((line) => line.replace(/^(?:\.\.\/)+far/, "/far"))
      assert.deepEqual(shortened, expected)
    })
  }

  it("of late errors find their cell after a reset", async () => {
    const cell = await language.compile("const f = () => {\n  throw new Error('late')\n}")
    assert.ok(cell.ok)
    language.reset()
    const stack = `Error: late\n    at f (${cell.sourceName}:3:9)`
    assert.match(
      stripVTControlCharacters(language.traceback({ name: "Error", message: "late", stack })[1] ?? ""),
      /^Cell 1, line 2/,
    )
  })
})

describe("code frames", () => {
  const plain = (...frame: Parameters<typeof codeFrame>) => codeFrame(...frame).map(stripVTControlCharacters)

  it("underline a stretch, with tabs kept", () => {
    assert.deepEqual(plain("\tconst x = 3", { line: 1, column: 8, endLine: 1, endColumn: 9 }), [
      "----> 1 | \tconst x = 3",
      "        | \t      ^",
    ])
    assert.equal(plain("abcdef", { line: 1, column: 2, endLine: 1, endColumn: 5 })[1], "        |  ^^^")
  })

  it("underline to the end of the line what goes on below", () => {
    assert.equal(plain("f({\n})", { line: 1, column: 2, endLine: 2, endColumn: 2 }, 0)[1], "        |  ^^")
  })

  it("bear places outside the text", () => {
    assert.deepEqual(plain("a", { line: 9, column: 9 }), ["----> 1 | a", "        |         ^"])
    assert.deepEqual(plain("", { line: 0, column: 0 }), ["----> 1 |", "        | ^"])
  })

  it("cut a very long line around the place", () => {
    const [line, carets] = plain(`${"x".repeat(1000)}!`, { line: 1, column: 1001 }) as [string, string]
    assert.equal(line[carets.indexOf("^")], "!")
    assert.ok(line.length < 200)
  })
})

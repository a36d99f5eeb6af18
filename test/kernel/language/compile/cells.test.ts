import { deepEqual, equal, match } from "node:assert/strict"
import { type Notebook, openNotebook, sleepFunction } from "../../../support/notebook.ts"

/** Every way to declare `it`; each makes `read` what the last column says. */
const kinds: Readonly<Record<string, { code: string; read: string; value: string }>> = {
  const: { code: "const it = 1", read: "it", value: "1" },
  let: { code: "let it = 2", read: "it", value: "2" },
  var: { code: "var it = 3", read: "it", value: "3" },
  "nested var": { code: "if (true) { var it = 4 }", read: "it", value: "4" },
  "loop var": { code: "for (var it = 0; it < 5; it++) {}", read: "it", value: "5" },
  function: { code: "function it() { return 6 }", read: "it()", value: "6" },
  "async function": { code: "async function it() { return 7 }", read: "await it()", value: "7" },
  generator: { code: "function* it() { yield 8 }", read: "[...it()][0]", value: "8" },
  class: { code: "class it { value = 9 }", read: "new it().value", value: "9" },
  enum: { code: "enum it { ten = 10 }", read: "it.ten", value: "10" },
  namespace: { code: "namespace it { export const value = 11 }", read: "it.value", value: "11" },
  import: { code: 'import { join as it } from "node:path/posix"', read: 'it("a", "b")', value: "'a/b'" },
  "default import": { code: 'import it from "node:path/posix"', read: "it.sep", value: "'/'" },
  "namespace import": { code: 'import * as it from "node:path/posix"', read: "it.sep", value: "'/'" },
  destructuring: { code: "const { a: [it] } = { a: [12] }", read: "it", value: "12" },
  export: { code: "export const it = 13", read: "it", value: "13" },
}

describe("cells", () => {
  let notebook: Notebook
  before(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
  })
  after(() => notebook.close())

  describe("redeclare a name", () => {
    for (const [before, earlier] of Object.entries(kinds)) {
      for (const [after, later] of Object.entries(kinds)) {
        it(`from ${before} to ${after}`, async () => {
          await notebook.run(earlier.code)
          equal(await notebook.value(earlier.read), earlier.value)
          await notebook.run(later.code)
          equal(await notebook.value(later.read), later.value)
        })
      }
    }
  })

  describe("behave as one script would:", () => {
    it("closures see later assignments", async () => {
      await notebook.run("let count = 0; const increment = () => { count++; return count }; increment()")
      await notebook.run("count = 100")
      equal(await notebook.value("increment()"), "101")
      equal(await notebook.value("count"), "101")
    })

    it("closures see later declarations of the same name", async () => {
      await notebook.run("let shade = 'red'; const ask = () => shade")
      await notebook.run("const shade = 'blue'")
      equal(await notebook.value("ask()"), "'blue'")
    })

    it("earlier callers call a redefined function, itself included", async () => {
      await notebook.run("function helper() { return 1 } function caller() { return helper() }")
      await notebook.run("function down(n: number): string { return n === 0 ? 'old' : down(n - 1) } const old = down")
      await notebook.run("function helper() { return 2 } function down(n: number) { return 'new' }")
      equal(await notebook.value("caller()"), "2")
      equal(await notebook.value("old(1)"), "'new'")
    })

    it("names assigned before a throw are kept", async () => {
      equal(
        await notebook.failure("let early = 5; const also = 6; throw new RangeError('no'); let never = 7"),
        "RangeError: no",
      )
      equal(await notebook.value("early + also"), "11")
      match(await notebook.failure("never"), /^ReferenceError: (never is not defined|Cannot access 'never')/)
      equal(await notebook.value("let never = 8; never"), "8")
    })

    it("a redeclaration that throws keeps the old value", async () => {
      await notebook.run("let steady = 1")
      await notebook.failure("const steady = (() => { throw new Error('no') })()")
      equal(await notebook.value("steady"), "1")
    })

    it("functions are hoisted to the cell's top, and classes and constants are not", async () => {
      equal(await notebook.value("const early1 = late1(); function late1() { return 3 } early1"), "3")
      match(await notebook.failure("new Later(); class Later {}"), /ReferenceError/)
      match(await notebook.failure("laterOn; const laterOn = 1"), /ReferenceError/)
      equal(await notebook.value("String(laterVar); var laterVar = 1; String(typeof laterVar)"), "'number'")
    })

    it("code is strict, as in a module", async () => {
      match(await notebook.failure("undeclaredName = 1"), /ReferenceError: undeclaredName is not defined/)
      equal(await notebook.value("(function (this: unknown) { return this })()"), null)
    })

    it("generators, labels, switches and inner scopes of the same name keep working", async () => {
      equal(
        await notebook.value(`function* upTo(n: number) { for (let i = 0; i < n; i++) yield i }
          let total = 0
          outer: for (const a of upTo(3)) { for (const b of upTo(3)) { if (b > a) continue outer; total += b } }
          switch (total) { case 4: { let total = 10; total++; break } default: total = -1 }
          { const total = 50; class Inner { static total = total } }
          total`),
        "4",
      )
    })

    it("top-level await, for await and await using work", async () => {
      equal(
        await notebook.value(`const order: string[] = []
          async function* letters() { yield "a"; await sleep(1); yield "b" }
          for await (const letter of letters()) order.push(letter)
          for await (const letter of [Promise.resolve("c")]) order.push(await letter)
          await using resource = { async [Symbol.asyncDispose]() { await null; order.push("disposed") } }
          order.push("end")
          order.join()`),
        "'a,b,c,end'",
      )
      equal(await notebook.value("order.at(-1)"), "'disposed'")
    })

    it("enums, parameter properties, decorators and accessors of TypeScript work, across cells too", async () => {
      await notebook.run(`enum Side { Left, Right = 5 }
        const noted: string[] = []
        function note(value: any, context: { name: string | symbol }) { noted.push(String(context.name)) }
        class Trial { constructor(readonly side: Side, private reward = 1) {} @note total() { return this.side + this.reward } }`)
      await notebook.run("class Other { @note another() { return 1 } }")
      equal(await notebook.value("new Trial(Side.Right).total()"), "6")
      equal(await notebook.value("noted.join()"), "'total,another'")
      equal(await notebook.value("Side[Side.Right]"), "'Right'")
      await notebook.run("enum Side { Up = 9 }")
      equal(await notebook.value("JSON.stringify(Side)"), `'{"9":"Up","Up":9}'`)
    })
  })

  describe("name variables like globals and break nothing:", () => {
    it("performance, process, name, URL, Buffer, console, window, module, undefined", async () => {
      await notebook.run(`const performance = 0.87; let process = { pid: "mine" }; var name = "n"; class URL { mine = true }
        function Buffer() { return "b" } enum window { a = 3 } const [module] = ["m"]; let exports = 4`)
      equal(
        await notebook.value(
          "[performance, process.pid, name, new URL().mine, (Buffer as any)(), window.a, module, exports].join()",
        ),
        "'0.87,mine,n,true,b,3,m,4'",
      )
      equal(await notebook.value("URL.name + Buffer.name"), "'URLBuffer'")
    })

    it("assignments, shorthands, typeof, closures and patterns mean the cell's variable", async () => {
      equal(
        await notebook.value(`performance = 1 as any; [performance] = [2] as any; ({ performance } = { performance: 3 } as any)
          ;({ performance = 5 } = {} as any); const made = { performance, typeof: typeof performance, process: process.pid }
          const read = () => performance; (performance as any)++; JSON.stringify([made, read()])`),
        `'[{"performance":5,"typeof":"number","process":"mine"},6]'`,
      )
    })

    it("inner scopes may shadow them", async () => {
      equal(
        await notebook.value(`const shadows = [
          ((performance: number) => performance)(1), (({ performance }) => performance)({ performance: 2 }),
          (() => { let performance = 3; return performance })(), (function performance() { return typeof performance })(),
          [4].map((process) => process)[0], (() => { try { throw 5 } catch (process) { return process } })(),
          (() => { { var process = 6 } return process })(), (() => { for (const name of [7]) return name })(),
        ]; shadows.join()`),
        "'1,2,3,function,4,5,6,7'",
      )
    })

    it("properties, methods and labels of that name stay as they are", async () => {
      equal(
        await notebook.value(`class Named { performance = 1; process() { return 2 } static name2 = 3; get URL() { return 4 } }
          const it2 = new Named(); process: for (;;) break process
          [it2.performance, it2.process(), it2.URL, globalThis.performance.now() > 0, { name: 8 }.name].join()`),
        "'1,2,4,true,8'",
      )
    })

    it("libraries and the host still find the real ones", async () => {
      equal(
        await notebook.value(`import { table } from "arquero"
          import { setTimeout as wait } from "node:timers/promises"
          await wait(1); console.log("still here"); new globalThis.URL("http://a/").host + table({ a: [1, 2] }).numRows()`),
        "'a2'",
      )
      match(notebook.text("stdout"), /still here\n/)
    })

    it("errors call them by the name the user wrote", async () => {
      equal(await notebook.failure("(performance as any)()"), "TypeError: performance is not a function")
    })
  })

  describe("show the value of their last expression:", () => {
    for (const [code, value] of [
      ["1 + 1", "2"],
      ["1 + 1;", "2"],
      ["5; // a comment", "5"],
      ['"a string"', "'a string'"],
      ['"use strict"', "'use strict'"],
      ["6; interface Nothing {}", "6"],
      ["7; ;", "7"],
      ["({ a: 1 })", "{ a: 1 }"],
      ["export default { b: 2 }", "{ b: 2 }"],
      ["var changed = 1; changed = 8", "8"],
      ["1; let declared = 2", null],
      ["1; var declaredVar = 2", null],
      ["1; class Declared {}", null],
      ["1; if (true) { 2 }", null],
      ["for (const x of [1, 2]) x", null],
      ["undefined", null],
      ["null", "null"],
      ["", null],
      ["// nothing", null],
      ["using held = { [Symbol.dispose]() {} }; 9", "9"],
      ["using held = { [Symbol.dispose]() {} }; let no = 9", null],
      ["-0", "-0"],
      ["12n", "12n"],
      ["1; -1.5e-3", "-0.0015"],
      ["const lone = 4\nlone\n- 3", "1"],
      ["const four =\n-4", null],
      ["1; !true // 5", "false"],
      ["1; typeof 5;", "'number'"],
      ["1; undefined", null],
      ["1\nInfinity\n", "Infinity"],
      ["const wide: 0x10 | undefined = undefined", null],
      ["Symbol('s')", "Symbol(s)"],
    ] as const) {
      it(JSON.stringify(code), async () => equal(await notebook.value(code), value))
    }
  })

  it("refuse to re-export, with a sentence", async () => {
    let message = ""
    await notebook.run('export { join } from "node:path"').catch((error) => {
      message = error.message
    })
    deepEqual(
      message,
      'the cell does not compile: A cell cannot re-export from "node:path"; import the names instead, later cells see them.',
    )
  })
})

import { deepEqual, equal, match, ok } from "node:assert/strict"
import type { InputAnswer } from "../../../kernel/host/messages.ts"
import { type Notebook, openNotebook, sleepFunction } from "../../support/notebook.ts"

describe("input in cells", () => {
  let notebook: Notebook
  let asked = 0
  before(async () => {
    notebook = await openNotebook()
    await notebook.run(sleepFunction)
  })
  beforeEach(() => {
    asked = notebook.questions.length
  })
  after(() => notebook.close())

  /** Questions of this test. */
  const questions = () => notebook.questions.slice(asked)

  /** Waits for the n-th of them, from 1. */
  async function question(n = 1) {
    await notebook.until(() => questions().length >= n)
    return questions()[n - 1]!
  }

  async function answerNext(answer: InputAnswer, n = 1): Promise<void> {
    notebook.host.answer((await question(n)).id, answer)
  }

  it("is a plain string without await, also in a function that a library calls, and code goes on after it", async () => {
    const value = notebook.value('const name = prompt("Name?"); [1].map(() => `${name} of ${prompt("Of?")}`)')
    await answerNext({ value: "Ada" })
    await answerNext({ value: "Łódź 𝐚" }, 2)
    equal(await value, "[ 'Ada of Łódź 𝐚' ]")
    const [first] = questions()
    deepEqual({ ...first, id: "" }, { id: "", request: notebook.latest, prompt: "Name?", password: false })
  })

  it("falls back to the offered text where nothing is typed", async () => {
    const value = notebook.value('[prompt("Name?", "Ada"), prompt("", "x"), prompt()]')
    for (const n of [1, 2, 3]) await answerNext({ value: "" }, n)
    equal(await value, "[ 'Ada', 'x', '' ]")
    deepEqual(
      questions().map(({ prompt }) => prompt),
      ["Name? [Ada] ", "[x] ", ""],
    )
  })

  it("of confirm is true for y and yes alone", async () => {
    const answers = ["y", "Yes", "n", "", "maybe"]
    const value = notebook.value(`Array.from({ length: ${answers.length} }, () => confirm("Sure?"))`)
    for (const [i, typed] of answers.entries()) await answerNext({ value: typed }, i + 1)
    equal(await value, "[ true, true, false, false, false ]")
    equal(questions()[0]?.prompt, "Sure? [y/N] ")
  })

  it("of password is marked so that it does not show", async () => {
    const value = notebook.value('password("Key?").length')
    await answerNext({ value: "secret" })
    equal(await value, "6")
    equal(questions()[0]?.password, true)
  })

  it("that is refused throws an error which the cell may catch", async () => {
    const failure = notebook.failure('prompt("?")')
    await answerNext({ refusal: "Nobody listens." })
    equal(await failure, "InputError: Nobody listens.")
    const caught = notebook.value("let told; try { prompt() } catch (error) { told = error.message }; told")
    await answerNext({ value: "\u0004" }, 2)
    equal(await caught, "'The input was ended without an answer.'")
  })

  it("is refused at once, without a question, where the cell may not ask", async () => {
    const cell = { request: "cell x", javascript: "prompt('?')", sourceName: "cell-x.ts" }
    const outcome = await notebook.host.evaluate({ ...cell, inputRefusal: "This client takes no questions." })
    ok(outcome.status === "error")
    equal(outcome.error.message, "This client takes no questions.")
    deepEqual(questions(), [])
  })

  it("is refused to timers of a cell that has ended", async () => {
    await notebook.run(
      "let told = ''; setTimeout(() => { try { prompt() } catch (error) { told = error.message } }, 20)",
    )
    await notebook.run("await sleep(60)")
    match(String(await notebook.value("told")), /while the cell runs/)
    deepEqual(questions(), [])
  })

  it("quotes what is no text", async () => {
    equal(await notebook.failure("prompt({ a: 1 })"), "TypeError: the message of prompt is a string, not { a: 1 }")
  })

  it("is stopped at once while it waits, keeps the variables, and the late answer goes nowhere", async () => {
    await notebook.run("let kept = 42")
    const running = notebook.run('console.log("asking"); prompt("?"); kept = 0')
    const { id } = await question()
    await notebook.host.interrupt()
    deepEqual(await running, { status: "stopped" })
    notebook.host.answer(id, { value: "late" })
    const value = notebook.value('kept + prompt("!")')
    await answerNext({ value: "fresh" }, 2)
    equal(await value, "'42fresh'")
  })

  it("is stopped where the cell catches whatever is thrown and asks again", async () => {
    const running = notebook.run("for (;;) { try { prompt('?') } catch {} }")
    await question()
    await notebook.host.interrupt()
    deepEqual(await running, { status: "stopped" })
    equal(await notebook.value("1 + 1"), "2")
  })

  it("ends with the process that waits for it; the answer does not reach the next process", async () => {
    const processId = Number(await notebook.value("process.pid"))
    const running = notebook.run("prompt('?')")
    const { id } = await question()
    process.kill(processId, "SIGKILL")
    equal((await running).status, "died")
    const value = notebook.value("prompt('!')")
    const { id: next } = await question(2)
    notebook.host.answer(id, { value: "stale" })
    notebook.host.answer(next, { value: "fresh" })
    equal(await value, "'fresh'")
  })
})

import assert from "node:assert/strict"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import {
  mergeParameters,
  parameterFromText,
  parametersFromFile,
  takeParameters,
} from "../../../../kernel/notebook/parameters/given-parameters.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"

describe("given parameters", () => {
  it("are taken out of the arguments in both forms", () => {
    const argv = ["a.ipynb", "-p", "rate", "-5", "--in-place", "-p", "name=a=b", "--parameter", "empty", ""]
    const { given, rest } = takeParameters(argv)
    assert.deepEqual(rest, ["a.ipynb", "--in-place"])
    assert.deepEqual(
      given.map(({ name, text }) => [name, text]),
      [
        ["rate", '"-5"'],
        ["name", '"a=b"'],
        ["empty", '""'],
      ],
    )
  })

  it("may mean JSON or their own text; a whole number that would lose digits is text", () => {
    const readings = (text: string) => parameterFromText("x", text).readings
    assert.deepEqual(readings("0.5"), [0.5, "0.5"])
    assert.deepEqual(readings("true"), [true, "true"])
    assert.deepEqual(readings('["a", 1]'), [["a", 1], '["a", 1]'])
    assert.deepEqual(readings("quick"), ["quick"])
    assert.deepEqual(readings("9007199254740993"), ["9007199254740993"])
  })

  it("come from a file that holds an object, and those of the command line come first", async () => {
    await withScratchFolder(async (folder) => {
      const file = join(folder, "p.json")
      await writeFile(file, '{"rate": 1, "name": null}')
      const merged = mergeParameters(await parametersFromFile(file), [parameterFromText("rate", "2")])
      assert.deepEqual(
        merged.map(({ name, readings }) => [name, readings]),
        [
          ["rate", [2, "2"]],
          ["name", [null]],
        ],
      )
      const wrong: [string, RegExp][] = [
        ["[1]", /The parameters in ".*p\.json" are \[1\], expected \{"name": value, \.\.\.\}/],
        ["{", /The parameters in ".*p\.json" are no JSON/],
        ['{"a b": 1}', /parameter "a b" is not a name/],
      ]
      for (const [text, sentence] of wrong) {
        await writeFile(file, text)
        await assert.rejects(parametersFromFile(file), sentence)
      }
      await assert.rejects(parametersFromFile(join(folder, "q.json")), /There is no file ".*q\.json"/)
    })
  })

  it("are refused without a value, with a name that TypeScript does not allow, or twice", () => {
    assert.throws(() => takeParameters(["-p"]), /-p wants a name and a value/)
    assert.throws(() => takeParameters(["-p", "rate"]), /-p wants a name and a value/)
    for (const name of ["", "1a", "a b", "let", "class", "a;b"]) {
      assert.throws(() => parameterFromText(name, "1"), /is not a name of TypeScript/, name)
    }
    const twice = [parameterFromText("a", "1"), parameterFromText("a", "2")]
    assert.throws(() => mergeParameters([], twice), /parameter "a" was given twice/)
  })
})

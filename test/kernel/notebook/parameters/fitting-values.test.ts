import assert from "node:assert/strict"
import { tmpdir } from "node:os"
import type { Language } from "../../../../kernel/language/language.ts"
import { startLanguage } from "../../../../kernel/language/typescript-service.ts"
import {
  declaredParameters,
  fittingValues,
  undeclaredValues,
} from "../../../../kernel/notebook/parameters/fitting-values.ts"
import { type GivenParameter, parameterFromText } from "../../../../kernel/notebook/parameters/given-parameters.ts"
import { parametersIn } from "../../../../kernel/notebook/parameters/parameter-cell.ts"

const types = "type Preset = 'quick' | 'full'\ninterface Options { folds: number; name?: string }"
const declaring = `
let rate = 0.1
const preset: Preset = "quick"
let label: string = ""
let animals: string[] = []
let seed: number | null = null
let options: Options = { folds: 5 }
let either: string | number = 1
const flags = { fast: true }
let free
let ids = ["a"]
let unknownType: Nowhere = 1`

describe("values for parameters", () => {
  let language: Language
  before(async () => {
    language = await startLanguage({ folder: tmpdir() })
  })
  after(() => language.close())
  afterEach(() => language.reset())

  const valuesOf = async (...given: GivenParameter[]) => {
    const found = await fittingValues(language, [types, declaring], declaredParameters(given, parametersIn(declaring)))
    return found.map(({ value }) => value)
  }
  const given = (name: string, value: unknown): GivenParameter => ({
    name,
    readings: [value],
    text: JSON.stringify(value),
  })

  const fitting: [name: string, text: string, value: unknown][] = [
    ["rate", "2", 2],
    ["preset", "full", "full"],
    ["label", "5", "5"],
    ["label", "true", "true"],
    ["animals", '["a"]', ["a"]],
    ["animals", "[]", []],
    ["seed", "null", null],
    ["seed", "7", 7],
    ["options", '{"folds": 3}', { folds: 3 }],
    ["either", "5", 5],
    ["either", "five", "five"],
    ["flags", '{"fast": false}', { fast: false }],
    ["free", "5", 5],
    ["ids", '["b", "c"]', ["b", "c"]],
    ["unknownType", "text", "text"],
  ]
  it("take the reading of the text that fits the declared type", async () => {
    for (const [name, text, value] of fitting) {
      assert.deepEqual(await valuesOf(parameterFromText(name, text)), [value], `${name} ${text}`)
    }
  })

  const wrong: [GivenParameter, RegExp][] = [
    [
      parameterFromText("rate", "fast"),
      /^Parameter "rate" is "fast", expected number: Type 'string' is not assignable to type 'number'\.$/,
    ],
    [parameterFromText("preset", "fll"), /^Parameter "preset" is "fll", expected Preset: .*Did you mean '"full"'\?$/],
    [parameterFromText("animals", "a"), /"animals" is "a", expected string\[\]: /],
    [parameterFromText("options", '{"fold": 3}'), /expected Options: .*'"fold"' does not exist in type 'Options'/],
    [parameterFromText("options", '{"name": "x"}'), /Property 'folds' is missing/],
    [parameterFromText("flags", "true"), /"flags" is "true", expected the type of \{ fast: true \}: /],
    [given("seed", "7"), /"seed" is "7", expected number \| null: /],
    [given("label", null), /"label" is null, expected string: /],
  ]
  it("that fit in no reading are refused with name, value and declared type", async () => {
    for (const [one, sentence] of wrong) await assert.rejects(valuesOf(one), { message: sentence })
  })

  it("are all told where several do not fit", async () => {
    await assert.rejects(
      valuesOf(parameterFromText("rate", "a"), parameterFromText("label", "b"), parameterFromText("seed", "c")),
      /^Error: Parameter "rate" is "a".*\nParameter "seed" is "c"[^\n]*$/,
    )
  })

  it("for names that are no parameters are refused with the list", async () => {
    const parameters = parametersIn("let rate = 0.1, preset: Preset = 'quick'")
    assert.throws(() => declaredParameters([parameterFromText("rat", "1"), parameterFromText("b", "1")], parameters), {
      message: 'There is no parameter "rat", "b"; the notebook has rate = 0.1, preset: Preset = \'quick\'.',
    })
    assert.throws(() => declaredParameters([parameterFromText("a", "1")], []), /the notebook has none\./)
  })

  it("of a notebook without declarations are what their text most likely means", () => {
    const found = undeclaredValues([parameterFromText("a", "1"), parameterFromText("b", "x")])
    assert.deepEqual(
      found.map(({ parameter, value }) => [parameter.keyword, parameter.name, value]),
      [
        ["let", "a", 1],
        ["let", "b", "x"],
      ],
    )
  })
})

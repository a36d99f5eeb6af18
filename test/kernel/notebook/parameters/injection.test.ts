import assert from "node:assert/strict"
import { parseNotebook } from "../../../../kernel/notebook/notebook-file.ts"
import type { SetParameter } from "../../../../kernel/notebook/parameters/fitting-values.ts"
import { injectParameters } from "../../../../kernel/notebook/parameters/injection.ts"
import { parametersIn } from "../../../../kernel/notebook/parameters/parameter-cell.ts"

const set: SetParameter[] = [
  { parameter: parametersIn("let rate = 0.1")[0]!, value: 0.5 },
  { parameter: parametersIn("const options: Options = {}")[0]!, value: { name: "x\u2028", list: [1, null] } },
]
const source = '// Parameters\nlet rate = 0.5\nconst options: Options = {"name": "x\\u2028", "list": [1, null]}'
const cell = (source: string, tags: string[] = [], id = source) => ({
  cell_type: "code",
  id,
  source,
  metadata: { tags },
})
const inject = (cells: unknown[], minor = 5) =>
  injectParameters(
    parseNotebook({ nbformat: 4, nbformat_minor: minor, metadata: { papermill: { duration: 1 }, a: 1 }, cells }),
    set,
  )
const sources = (cells: unknown[]) => inject(cells).cells.map((one) => one.source)

describe("injected parameters", () => {
  it("are declared again, as they were, in a cell tagged as papermill tags it", () => {
    const { cells, metadata } = inject([cell("p", ["parameters"])])
    assert.deepEqual(cells[1], {
      cell_type: "code",
      id: "injected-parameters",
      metadata: { tags: ["injected-parameters"] },
      source,
      outputs: [],
      execution_count: null,
    })
    assert.deepEqual(metadata, {
      a: 1,
      papermill: { parameters: { rate: 0.5, options: { name: "x\u2028", list: [1, null] } } },
    })
  })

  it("stand behind the cell tagged parameters, in the place of earlier ones, or else first", () => {
    assert.deepEqual(sources([cell("a"), cell("p", ["parameters"]), cell("b")]), ["a", "p", source, "b"])
    const earlier = cell("old", ["injected-parameters"])
    assert.deepEqual(sources([cell("p", ["parameters"]), cell("a"), earlier, cell("b")]), ["p", "a", source, "b"])
    assert.deepEqual(sources([cell("a"), cell("b")]), [source, "a", "b"])
    assert.deepEqual(sources([]), [source])
  })

  it("have an id that no other cell has, and none where the format knows no ids", () => {
    assert.equal(inject([cell("a", [], "injected-parameters")]).cells[0]?.id, "injected-parameters-2")
    assert.equal("id" in inject([], 4).cells[0]!, false)
  })
})

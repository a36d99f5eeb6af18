import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { parquetMetadata, parquetReadObjects } from "hyparquet"
import { fit as fitTo } from "../../../../lib/inference/fit.ts"
import { learnerOf, learners } from "../../../../lib/inference/learners.ts"
import { exportRule } from "../../../../lib/inference/reading/export-rule.ts"
import { key } from "../../../../lib/numerics/random-key.ts"
import { reinforce } from "../../../../lib/rules/reinforce.ts"
import { withScratchFolder } from "../../../support/scratch-folder.ts"
import { simulatedLearner } from "../../../support/simulated-learner.ts"

const animal = simulatedLearner(reinforce({ rate: 0.05 }), { trials: 500, key: key(1) })
const network = learners.dnnGlm({ hiddenUnits: 4, epochs: 3, initialScale: 0.1 })

describe("an exported rule", () => {
  it("is the same table in Parquet and JSON, and in CSV to the last digit", async () => {
    const solution = await fitTo(animal, network, { key: key(7) })
    await withScratchFolder(async (folder) => {
      const at = (ending: string) => join(folder, `rule.${ending}`)
      const rows = (await exportRule(solution, { path: at("json"), subjects: animal })).objects() as object[]
      await exportRule(solution, { path: at("parquet"), subjects: animal })
      await exportRule(solution, { path: at("csv"), subjects: animal })
      assert.equal(rows.length, 2 * 3 * 25 * 12)
      const json = JSON.parse(await readFile(at("json"), "utf8"))
      assert.deepEqual(json.rows, JSON.parse(JSON.stringify(rows)))
      const bytes = await readFile(at("parquet"))
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
      assert.deepEqual(await parquetReadObjects({ file: buffer }), json.rows)
      const facts = parquetMetadata(buffer).key_value_metadata!
      assert.equal(facts.find((each) => each.key === "deltaw.learner")!.value, "DNNGLM, 4 units")
      const [head, ...lines] = (await readFile(at("csv"), "utf8")).trimEnd().split("\n")
      // From the end, as the label holds a comma.
      const names = head!.split(",")
      const column = names.indexOf("changeStimulus") - names.length
      assert.deepEqual(
        lines.map((line) => Number(line.split(",").at(column))),
        json.rows.map((row: Record<string, number>) => row.changeStimulus),
      )
      assert.deepEqual((await readdir(folder)).sort(), ["rule.csv", "rule.json", "rule.parquet"])
    })
  })

  it("can be thawed from its JSON and changes weights as before, to the last bit", async () => {
    const { value } = await fitTo(animal, network, { key: key(7) })
    await withScratchFolder(async (folder) => {
      const path = join(folder, "rule.json")
      await exportRule(value, { path, weights: [0.5], biases: [0] })
      const { frozen, rows } = JSON.parse(await readFile(path, "utf8"))
      const { update } = learnerOf(frozen.spec).thaw!(Float64Array.from(frozen.parameters))
      for (const { changeStimulus, changeBias, outcome, ...state } of rows) {
        const reward = outcome === "correct" ? 1 : 0
        assert.deepEqual(update!({ ...state, reward }), [changeStimulus, changeBias])
        assert.equal("nearbyTrials" in state, false)
      }
    })
  })

  it("is refused for other endings, for models that learn nothing, and where no file can be", async () => {
    const { value } = await fitTo(animal, learners.reinforce(), { key: key(7) })
    const still = await fitTo(animal, learners.staticGlm(), { key: key(7) })
    await assert.rejects(
      exportRule(value, { path: "rule.xlsx" }),
      /accepted is a path that ends in .csv, .json, .parquet/,
    )
    await assert.rejects(exportRule(value, {} as never), /path is undefined/)
    await assert.rejects(exportRule(still, { path: "rule.csv" }), /Static GLM learns nothing/)
    await withScratchFolder(async (folder) => {
      await assert.rejects(exportRule(value, { path: join(folder, "no", "rule.csv") }), /cannot be written/)
    })
  })
})

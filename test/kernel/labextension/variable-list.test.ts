import assert from "node:assert/strict"
import { countNote, matching, variableList } from "../../../kernel/labextension/src/variable-list.ts"

const variable = (name: string, type = "number") => ({ name, type, shape: "", preview: "1" })

describe("the list of variables", () => {
  it("is sorted by name and leaves out what is no variable", () => {
    const sent = [variable("weight"), variable("Dose"), null, { name: "half" }, { ...variable("odd"), shape: 3 }]
    const list = variableList({ variables: sent, total: 7 })
    assert.deepEqual(
      list.variables.map(({ name }) => name),
      ["Dose", "weight"],
    )
    assert.equal(list.total, 7)
  })

  it("is empty where nothing of the kind was sent", () => {
    for (const data of [null, [], "x", { variables: "none" }]) {
      assert.deepEqual(variableList(data), { variables: [], total: 0 })
    }
  })

  it("is filtered by name or type, in upper or lower case", () => {
    const variables = [variable("dose"), variable("weights", "Float32Array"), variable("floated")]
    const found = (text: string) => matching(variables, text).map(({ name }) => name)
    assert.deepEqual(found(" FLOAT "), ["weights", "floated"])
    assert.deepEqual(found(""), ["dose", "weights", "floated"])
    assert.deepEqual(found("dosenumber"), [])
  })

  it("says how many there are, how many are shown and what was left out", () => {
    const list = variableList({ variables: [variable("a"), variable("b")], total: 2 })
    assert.equal(countNote(list, 2), "2 variables")
    assert.equal(countNote(list, 1), "1 shown of 2 variables")
    assert.equal(countNote({ ...list, total: 9 }, 2), "9 variables; the 2 of the latest cells are listed")
    assert.equal(countNote({ variables: [variable("a")], total: 1 }, 1), "1 variable")
    assert.equal(countNote({ variables: [], total: 0 }, 0), "No variables yet.")
  })
})

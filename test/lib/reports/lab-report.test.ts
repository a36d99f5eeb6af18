import assert from "node:assert/strict"
import { type Animal, animal } from "../../../lib/data/animal.ts"
import { syntheticCohort } from "../../../lib/data/synthetic-animals.ts"
import { key } from "../../../lib/numerics/random-key.ts"
import { labReport } from "../../../lib/reports/lab-report.ts"
import type { Section } from "../../../lib/reports/section.ts"
import { htmlDocument } from "../../support/html-document.ts"

const quiet = { onProgress: () => {}, workers: 1 }
const titles = (sections: readonly Section[]) => sections.map(({ title }) => title)
const textOf = (sections: readonly Section[], title: string) =>
  JSON.stringify(sections.find((section) => section.title === title)!.blocks, (name, value) =>
    name === "figure" || name === "table" ? undefined : value,
  )
/** A mouse of the cohort with only so many of its trials. */
function short(mouse: Animal, trials: number): Animal {
  return animal({ ...mouse, table: mouse.table.slice(0, trials).reify() })
}

describe("a report on animals", function () {
  this.timeout(120_000)
  const [mouse, other] = syntheticCohort({ key: key(3), mice: 2, sessions: 3 }).map((one) => one.animal) as [
    Animal,
    Animal,
  ]

  it("has every chapter, says that trials are synthetic, and draws each figure without a network", async () => {
    const { value, status, message, table } = await labReport(mouse, { key: key(1), ...quiet })
    assert.equal(status, "converged")
    assert.deepEqual(titles(value.sections), [
      "Data",
      "Behaviour",
      "Model comparison",
      "Weights over training",
      "The inferred rule",
      "Digital twins",
      "Methods",
    ])
    assert.match(message, /7 chapters on 1 animal/)
    assert.ok(table.numRows() > 5)
    const document = htmlDocument(value.html)
    assert.match(document.querySelector("header")!.textContent!, /Simulated trials, not recorded/)
    assert.ok(document.querySelectorAll("figure").length >= 7)
    assert.match(textOf(value.sections, "Model comparison"), /What a negative baseline stands on/)
    assert.match(textOf(value.sections, "Methods"), /random key/)
  })

  it("of two animals holds whole animals out, and names one that cannot be used", async () => {
    const { value, info } = await labReport([short(mouse, 400), short(other, 400), short(other, 10)], {
      key: key(1),
      ...quiet,
    })
    assert.deepEqual(info, { refused: 1, used: 2 })
    assert.match(
      textOf(value.sections, "Data"),
      /Left out: .* has \d+ trials with a response; a report needs at least 30/,
    )
    assert.match(value.comparison!.scheme, /animals/)
    assert.match(textOf(value.sections, "The inferred rule"), /too few trials/)
  })

  it("of few trials leaves learning out", async () => {
    const { value } = await labReport(short(mouse, 120), { key: key(1), ...quiet })
    const learners = Array.from(value.comparison!.rows, ({ label }) => label)
    assert.ok(!learners.some((label) => label.startsWith("REINFORCE")))
    assert.match(textOf(value.sections, "Data"), /models of learning are left out/)
  })

  it("is refused where no animal can be used, with the reason", async () => {
    await assert.rejects(
      labReport(short(mouse, 12), { key: key(1) }),
      /trials with a response; a report needs at least 30/,
    )
    await assert.rejects(labReport([], { key: key(1) }), /empty list/)
    await assert.rejects(labReport(mouse, { key: key(1), preset: "huge" as never }), /"quick" or "full"/)
  })

  it("is the same for the same key", async () => {
    const make = async () => (await labReport(short(mouse, 400), { key: key(5), ...quiet })).value.html
    assert.equal(await make(), await make())
  })
})

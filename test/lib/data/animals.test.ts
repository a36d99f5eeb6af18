import assert from "node:assert/strict"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"
import { pathToFileURL } from "node:url"
import { type Animal, animals, choices, DataError } from "../../../lib/index.ts"
import { asText, madeUpTrials } from "../../support/trial-text.ts"

describe("an animal from a file", () => {
  let folder: string
  const write = (text: string): string => {
    const path = join(folder, "my mouse.csv")
    writeFileSync(path, text)
    return path
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "deltaw-animal-"))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it("takes its name from the subject, else from the file, unless one is given", async () => {
    const path = write(asText(madeUpTrials(4)))
    assert.equal((await animals.fromCsv(path)).name, "made-up")
    assert.equal((await animals.fromCsv(pathToFileURL(path), { name: "mine" })).name, "mine")
    const names = Object.keys(madeUpTrials(1)[0]!).filter((name) => name !== "subject")
    assert.equal((await animals.fromCsv(write(asText(madeUpTrials(4), names)))).name, "my mouse")
  })

  it("counts as recorded unless it says that it is synthetic", async () => {
    const path = write(asText(madeUpTrials(4)))
    assert.equal((await animals.fromCsv(path)).source, "recorded")
    assert.equal((await animals.fromCsv(path, { synthetic: true })).source, "synthetic")
    const labelled = await animals.fromCsv(
      write(asText(madeUpTrials(4).map((row) => ({ ...row, source: "synthetic" })))),
    )
    assert.equal(labelled.source, "synthetic")
    assert.match(labelled.citation, /Synthetic: .* do not cite as data/)
    assert.equal(choices(labelled).synthetic, true)
  })

  it("is refused where the file is missing, a folder, or too short", async () => {
    await assert.rejects(animals.fromCsv(join(folder, "none.csv")), /There is no file .*none\.csv/)
    await assert.rejects(animals.fromCsv(folder), DataError)
    await assert.rejects(animals.fromCsv(write(asText(madeUpTrials(4))), { trials: 5 }), /holds 4 of 5 trials/)
    await assert.rejects(
      animals.fromCsv("x.csv", { sessions: 5 } as object),
      /animals\.fromCsv has no option "sessions"/,
    )
  })

  it("is frozen", async () => {
    const mouse = await animals.fromCsv(write(asText(madeUpTrials(4))))
    for (const part of [mouse, mouse.sessions, mouse.sessions[0]!, mouse.sessions[0]!.rows, mouse.notes]) {
      assert.ok(Object.isFrozen(part))
    }
  })
})

describe("mouse KS014", () => {
  let mouse: Animal
  before(async function () {
    if (env.DELTAW_DATA === undefined) return this.skip()
    mouse = await animals.load("KS014")
  })

  it("has 10,310 trials in 15 sessions, every one of them with a response and with consistent signs", () => {
    assert.equal(mouse.table.numRows(), 10_310)
    assert.equal(mouse.sessions.length, 15)
    const { log, choice, sessionStart } = choices(mouse)
    assert.equal(log.kept, 10_310)
    assert.equal(choice.length, 10_310)
    assert.equal(
      sessionStart.reduce((sum, start) => sum + start, 0),
      15,
    )
  })

  it("is rewarded on 37 % of trials in its first session and on 87 % in its best", () => {
    const { reward, session } = choices(mouse)
    const accuracy = mouse.sessions.map((_, s) => {
      const rewards = reward.filter((_, t) => session[t] === s)
      return rewards.reduce((sum, r) => sum + r, 0) / rewards.length
    })
    assert.equal(accuracy[0]!.toFixed(2), "0.37")
    assert.equal(Math.max(...accuracy).toFixed(2), "0.87")
  })

  it("sees hard contrasts only from session 10 on", () => {
    const { contrast, session } = choices(mouse)
    const easy = [...session.keys()].filter((t) => session[t]! < 9)
    assert.ok(easy.every((t) => Math.abs(contrast[t]!) >= 0.5))
    assert.ok([...session.keys()].some((t) => session[t] === 9 && Math.abs(contrast[t]!) === 0.25))
  })

  it("repeats its choice with probability .566 after correct and .696 after error trials", () => {
    const { choice, reward } = choices(mouse)
    const repeated = (outcome: number): number => {
      const after = [...choice.keys()].filter((t) => t > 0 && reward[t - 1] === outcome)
      return after.filter((t) => choice[t] === choice[t - 1]).length / after.length
    }
    assert.equal(repeated(1).toFixed(3), "0.566")
    assert.equal(repeated(0).toFixed(3), "0.696")
  })
})

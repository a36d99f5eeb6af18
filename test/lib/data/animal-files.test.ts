import assert from "node:assert/strict"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as fc from "fast-check"
import { zipSync } from "fflate"
import type { FromFileOptions } from "../../../lib/data/animal-files.ts"
import { animals } from "../../../lib/data/animals.ts"
import { choices } from "../../../lib/data/choices.ts"
import { readTrialFile } from "../../../lib/data/formats/trial-file.ts"
import { zipEntries } from "../../../lib/data/formats/zip.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"
import { filedTrials, refused, refusesOrReads, trialFile } from "../../support/trial-files.ts"
import { asText, madeUpTrials } from "../../support/trial-text.ts"

type Loaded = Awaited<ReturnType<typeof animals.fromFile>>

/** The animal of a file with this content. */
function load(name: string, content: Uint8Array | string, options: FromFileOptions = {}): Promise<Loaded> {
  return withScratchFolder(async (folder) => {
    const path = join(folder, name)
    await writeFile(path, content)
    return animals.fromFile(path, options)
  })
}

const columns = { signedContrast: "signed", choice: "choice", reward: "reward", session: "session" }
const values = { choice: { right: 1, left: -1, none: 0 } }
const inWords = { columns: { ...columns, choice: "words" } }
const responded = filedTrials.choice.flatMap((choice, row) => (choice === 0 ? [] : [row]))

/** Trials of the made-up files as comma-separated text; `change` overwrites fields. */
function text(change: (row: number) => Readonly<Record<string, string | number>> = () => ({})): string {
  const { signed, choice, reward, session } = filedTrials
  const rows = signed.map((_, i) => ({
    signed: signed[i]!,
    choice: choice[i]!,
    reward: reward[i]!,
    session: session[i]!,
    ...change(i),
  }))
  return asText(rows)
}

describe("an animal from a file", () => {
  const kinds: readonly (readonly [file: string, options: FromFileOptions])[] = [
    ["plain.npz", { columns, values }],
    ["packed.npz", inWords],
    ["trials.pickle", { columns, values }],
    ["struct.mat", { columns, values }],
    ["struct-packed.mat", inWords],
    ["struct-array.mat", { columns, values }],
    ["vectors.mat", { columns, values }],
    ["struct-73.mat", inWords],
    ["plain.h5", { ...inWords, table: "behaviour" }],
    ["snappy.parquet", { columns, values }],
  ]
  for (const [file, options] of kinds) {
    it(`(${file}) whose columns are named is the same, whatever the kind of the file`, async () => {
      const sequence = choices(await load(file, trialFile(file), options))
      const kept = (all: readonly number[]): number[] => responded.map((row) => all[row]!)
      assert.deepEqual(Array.from(sequence.contrast), kept(filedTrials.signed))
      assert.deepEqual(
        Array.from(sequence.choice),
        kept(filedTrials.choice).map((choice) => (choice === 1 ? 1 : 0)),
      )
      assert.deepEqual(Array.from(sequence.reward), kept(filedTrials.reward))
      assert.deepEqual(Array.from(sequence.session), kept(filedTrials.session))
      assert.equal(sequence.log.withoutResponse, 1)
    })
  }

  it("of Neurodata Without Borders is one session with the date and the animal of the file", async () => {
    const { signedContrast, choice, reward } = columns
    const animal = await load("a.nwb", trialFile("trials.nwb"), { columns: { signedContrast, choice, reward } })
    assert.deepEqual([animal.name, animal.sessions.length, animal.sessions[0]!.date], ["made-up", 1, "2001-01-01"])
  })

  it("with ALF columns needs no names, and is the same from text and by fromCsv", async () => {
    const content = asText(madeUpTrials(12, 4))
    const animal = await load("a.csv", content)
    assert.deepEqual([animal.name, animal.sessions.length], ["made-up", 3])
    const other = await withScratchFolder(async (folder) => {
      await writeFile(join(folder, "a.csv"), content)
      return animals.fromCsv(join(folder, "a.csv"))
    })
    assert.deepEqual(choices(animal), choices(other))
  })

  it("with ALF columns of one session may lack session and date, if that is said", async () => {
    const rows = madeUpTrials(12).map(({ session, date, ...row }) => row)
    await refused(() => load("a.csv", asText(rows)), "missing-columns", /lacks the column session \(or date\)/)
    assert.equal((await load("a.csv", asText(rows), { oneSession: true })).sessions.length, 1)
  })

  it("may hold arrays of types that are not read beside those that are named", async () => {
    const arrays = zipEntries(trialFile("plain.npz"), "x").map(({ name, read }) => [name, read()] as const)
    const zip = zipSync({ ...Object.fromEntries(arrays), "phase.npy": trialFile("complex.npy") })
    assert.equal(choices(await load("a.npz", zip, { columns, values })).choice.length, 11)
    assert.equal(choices(await load("a.mat", trialFile("phased.mat"), { columns, values })).choice.length, 11)
    const phase = { ...columns, choice: "phase" }
    await refused(
      () => load("a.npz", zip, { columns: phase }),
      "malformed",
      /array phase has elements of NumPy type "<c16"/,
    )
    await refused(() => load("a.mat", trialFile("complex.mat"), { columns }), "malformed", /phase is complex numbers/)
  })

  it("that is of no known kind, is a folder or is not there, is refused", async () => {
    await refused(() => load("a.gz", Uint8Array.from([0x1f, 0x8b, 8, 0])), "malformed", /accepted are .*packed by gzip/)
    await refused(
      () => load("a.mat", trialFile("version-4.mat")),
      "malformed",
      /version 4 must be saved again, with -v7/,
    )
    await refused(
      () => load("a.csv", Uint8Array.from([0x61, 0x2c, 10, 0xff, 10])),
      "malformed",
      /line 2 is not text in UTF-8/,
    )
    await refused(
      () => load("a.npy", trialFile("little-f8.npy")),
      "missing-columns",
      /one array of shape \(2, 3\) without names/,
    )
    await refused(() => load("a.pkl", trialFile("frame.pickle")), "malformed", /asks for "pandas/)
    await withScratchFolder(async (folder) => {
      await mkdir(join(folder, "in"))
      await refused(() => animals.fromFile(join(folder, "in")), "malformed", /it is no file/)
      await refused(() => animals.fromFile(join(folder, "out.csv")), "not-found", /There is no file .*out\.csv/)
    })
    await assert.rejects(load("a.csv", "x", { colums: columns } as FromFileOptions), /no option "colums"/)
  })
})

describe("columns that the user names", () => {
  const csv = (content: string, options: FromFileOptions): Promise<Loaded> => load("trials.csv", content, options)

  it("but that are not there are refused with what was found and the likeliest", async () => {
    const named = { ...columns, choice: "choise", reward: "outcome" }
    await refused(
      () => csv(text(), { columns: named, values }),
      "missing-columns",
      /^trials\.csv lacks the columns "choise" \(choice\), "outcome" \(reward\); found were signed, choice, reward, session\. For choice the likeliest is "choice"\. For reward the likeliest is "reward"\.$/,
    )
  })

  it("are asked for where a file has none of ALF's, with the likeliest", () =>
    refused(
      () => csv("stim,response,hit,day\n1,1,1,0\n", {}),
      "missing-columns",
      /lacks the columns contrastLeft, contrastRight, choice, feedbackType, session \(or date\); found were stim, response, hit, day\..*For choice the likeliest is "response".*For feedbackType the likeliest is "hit".*option columns/,
    ))

  it("of choices in numbers are never guessed: what right means must be said", () =>
    refused(
      () => csv(text(), { columns }),
      "impossible-value",
      /^trials\.csv, row 1 \(line 2\): choice is -1, of which it is not said whether it means right, left, none\. choice holds -1, 1, 0; say/,
    ))

  it("take the one value that is left as the other side, but not one of two", async () => {
    const two = await csv(
      text((i) => ({ choice: filedTrials.choice[i] === 0 ? "" : filedTrials.choice[i]! })),
      {
        columns,
        values: { choice: { right: 1 } },
      },
    )
    assert.equal(choices(two).choice.length, 11)
    await refused(() => csv(text(), { columns, values: { choice: { right: 1 } } }), "impossible-value", /choice is -1/)
    await refused(
      () => csv(text(), { columns, values: { choice: { right: [1, -1], none: 0 } } }),
      "impossible-value",
      /every choice is right/,
    )
  })

  it("hold no response where the choice is empty or nan", async () => {
    for (const missing of ["", "nan", "NaN"]) {
      const animal = await csv(
        text((i) => ({ choice: filedTrials.choice[i] === 0 ? missing : filedTrials.choice[i]! })),
        {
          columns,
          values: { choice: { right: 1, left: -1 } },
        },
      )
      assert.equal(choices(animal).log.withoutResponse, 1)
    }
  })

  it("are refused where choice, answer and reward disagree, unless the reward is uncertain", async () => {
    const wrong = text((i) => ({ reward: i === 4 ? 0 : filedTrials.reward[i]! }))
    await refused(
      () => csv(wrong, { columns, values }),
      "inconsistent-signs",
      /^trials\.csv, row 5 \(line 6\): the signs disagree/,
    )
    const uncertain = await csv(wrong, { columns, values, uncertainReward: true })
    assert.equal(choices(uncertain).reward[4], 0)
    const side = (i: number): string => (filedTrials.signed[i]! > 0 ? "R" : "L")
    const answered = text((i) => ({ answer: i === 4 ? "R" : side(i) }))
    await refused(
      () => csv(answered, { columns: { ...columns, answer: "answer" }, values }),
      "inconsistent-signs",
      /row 5 \(line 6\): the choice is left and the answer right, but the trial is rewarded/,
    )
    const { reward: _, ...unrewarded } = columns
    const byAnswer = await csv(
      text((i) => ({ answer: side(i) })),
      { columns: { ...unrewarded, answer: "answer" }, values },
    )
    assert.deepEqual(
      Array.from(choices(byAnswer).reward),
      responded.map((row) => filedTrials.reward[row]),
    )
  })

  it("with a reward but no response are refused, and so are options of no meaning", async () => {
    const paid = text((i) => ({ reward: i === 7 ? 1 : filedTrials.reward[i]! }))
    await refused(() => csv(paid, { columns, values }), "inconsistent-signs", /row 8 \(line 9\): there is no response/)
    const other = { ...values, contrast: "percents" } as unknown as FromFileOptions["values"]
    await assert.rejects(csv(text(), { columns, values: other! }), /values\.contrast must be "fraction" or "percent"/)
    const misnamed = { ...columns, resp: "choice" } as FromFileOptions["columns"]
    await assert.rejects(csv(text(), { columns: misnamed!, values }), /columns has no option "resp"/)
    const unnamed = { ...columns, reward: 3 } as unknown as FromFileOptions["columns"]
    await assert.rejects(csv(text(), { columns: unnamed!, values }), /columns\.reward is the name of a column, got 3/)
    await assert.rejects(
      csv(text(), { columns, values, table: "x" }),
      /option table is "x", but trials\.csv is one table/,
    )
  })

  it("of an animal that never chose one side are taken where both sides are named", async () => {
    const always = text((i) => ({ choice: 1, reward: filedTrials.signed[i]! > 0 ? 1 : 0 }))
    assert.ok(choices(await csv(always, { columns, values })).choice.every((choice) => choice === 1))
    await refused(
      () => csv(always, { columns, values: { choice: { right: 1 } } }),
      "impossible-value",
      /every choice is right; choice holds 1\./,
    )
  })

  it("take contrasts in percent, by side, on two sides, and positive on the left", async () => {
    const { signed } = filedTrials
    const expected = responded.map((row) => signed[row]!)
    const { signedContrast: _, ...rest } = columns
    const forms: readonly (readonly [string, FromFileOptions])[] = [
      [text((i) => ({ signed: 100 * signed[i]! })), { columns, values: { ...values, contrast: "percent" } }],
      [text((i) => ({ signed: -signed[i]! })), { columns, values: { ...values, positive: "left" } }],
      [
        text((i) => ({ signed: Math.abs(signed[i]!), side: signed[i]! > 0 ? 2 : 1 })),
        { columns: { ...rest, contrast: "signed", side: "side" }, values: { ...values, side: { right: 2, left: 1 } } },
      ],
      [
        text((i) => ({ l: Math.max(-signed[i]!, 0), r: Math.max(signed[i]!, 0) })),
        { columns: { ...rest, contrastLeft: "l", contrastRight: "r" }, values },
      ],
    ]
    for (const [content, options] of forms) {
      assert.deepEqual(Array.from(choices(await csv(content, options)).contrast), expected)
    }
    await refused(
      () => csv(forms[0]![0], { columns, values }),
      "impossible-value",
      /row 1 \(line 2\): signed is -100; accepted is a contrast up to 1; contrasts in percent/,
    )
  })

  it("may be signed evidence and further inputs, which models see as they stand", async () => {
    const { signedContrast: _, ...rest } = columns
    const content = text((i) => ({ signed: 7 * filedTrials.signed[i]!, laser: i % 3 }))
    const options = { columns: { ...rest, evidence: "signed", inputs: { light: "laser" } }, values }
    const animal = await csv(content, options)
    const sequence = choices(animal)
    assert.deepEqual(
      Array.from(sequence.stimulus),
      responded.map((row) => 7 * filedTrials.signed[row]!),
    )
    assert.deepEqual(
      Array.from(sequence.inputs!.light!),
      responded.map((row) => row % 3),
    )
    assert.ok(sequence.contrast.every(Number.isNaN))
    const show = animal[Symbol.for("Jupyter.display") as keyof Loaded] as () => Record<string, string>
    assert.match(show()["text/plain"]!, /stimulus: signed evidence for right, column evidence\n {2}inputs: light/)
    const missing = await csv(
      text((i) => ({ laser: i === 2 ? "" : 1 })),
      options,
    )
    await refused(() => choices(missing), "impossible-value", /row 3: light is NaN; accepted is a finite number/)
  })

  it("of several animals, sessions by name, dates without dashes, and one session", async () => {
    const content = text((i) => ({
      who: i < 6 ? "a" : "b",
      session: `s${1 - filedTrials.session[i]!}`,
      day: "20010203",
    }))
    const named = { ...columns, subject: "who", date: "day" }
    await refused(() => csv(content, { columns: named, values }), "impossible-value", /2 animals; choose one.*"a", "b"/)
    const animal = await csv(content, { columns: named, values, subject: "b" })
    assert.deepEqual([animal.name, animal.sessions.length, animal.sessions[0]!.date], ["b", 1, "2001-02-03"])
    assert.match(animal.notes[0]!, /named, not numbered/)
    const { session: _, ...without } = columns
    await refused(
      () => csv(text(), { columns: without, values }),
      "missing-columns",
      /neither columns\.session nor columns\.date/,
    )
    assert.equal((await csv(text(), { columns: without, values, oneSession: true })).sessions.length, 1)
  })

  it("of one file that differ in length are refused", async () => {
    const { signed, ...rest } = filedTrials
    const arrays = { signed: signed.slice(1), ...rest }
    const lists = Object.entries(arrays).map(([name, list]) => `V${name}\n(${list.map((x) => `F${x}\n`).join("")}l`)
    const pickle = `(${lists.join("")}d.`
    await refused(
      () => load("a.pickle", pickle, { columns, values }),
      "malformed",
      /^a\.pickle: signed has 11 values but choice has 12; accepted is one value a trial/,
    )
  })

  it("are read from text separated by semicolons or tabs", async () => {
    for (const separator of [";", "\t"]) {
      const animal = await csv(text().replaceAll(",", separator), { columns, values })
      assert.equal(choices(animal).choice.length, 11)
    }
  })

  it("of evidence that contradicts choice and reward are refused with the evidence", () => {
    const { signedContrast: _, ...rest } = columns
    const wrong = text((i) => ({ reward: i === 4 ? 0 : filedTrials.reward[i]! }))
    return refused(
      () => csv(wrong, { columns: { ...rest, evidence: "signed" }, values }),
      "inconsistent-signs",
      /row 5 \(line 6\).*on the left \(evidence -1\) and choice 1 is the left report/,
    )
  })

  it("in any bytes at all are read or refused with a DataError, never anything else", async () => {
    const starts = [
      [],
      [0x80, 4],
      [0x50, 0x4b, 3, 4],
      [0x50, 0x41, 0x52, 0x31],
      [...Buffer.from("\x93NUMPY\x01\0", "latin1")],
    ]
    const bytes = fc
      .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }))
      .map(([start, rest]) => Uint8Array.from([...start, ...rest]))
    const texts = fc
      .array(fc.constantFrom("a", ",", "\n", '"', "1", ";", "\r", " "))
      .map((all) => Buffer.from(all.join("")))
    const property = fc.asyncProperty(fc.oneof(bytes, texts), (content) =>
      refusesOrReads(() => readTrialFile(content, { file: "x" })),
    )
    await fc.assert(property, { numRuns: 2_000 })
  })

  it("never become markup: names and notes of a file are escaped where an animal shows itself", async () => {
    const animal = await csv(text(), { columns, values, name: "<img src=x onerror=alert(1)>" })
    const show = animal[Symbol.for("Jupyter.display") as keyof Loaded] as () => Record<string, string>
    assert.doesNotMatch(show()["text/html"]!, /<img/)
  })
})

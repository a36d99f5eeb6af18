import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { pid } from "node:process"
import type { ChoiceSequence } from "../../data/choices.ts"
import { bitsHash } from "../../numerics/bits-hash.ts"
import type { Key } from "../../numerics/random-key.ts"
import { codeVersion } from "../../runs/code-version.ts"
import type { LearnerSpec } from "../learner.ts"
import type { EvaluationTrials, RunResult } from "./evaluation-run.ts"

/**
 * Finished runs in a folder, one line of JSON in a file each, named by the hash of all that the result depends on: learner, trials, key
 * and code. A process that is killed loses only the runs it was at; several processes may use one folder at once.
 */
export interface RunStore {
  /** The result of a run, if it is there and whole. */
  read(run: StoredRun): RunResult | null
  /** Keeps a result; a reader never sees half of it. */
  write(run: StoredRun, result: RunResult): void
}

/** What a stored result depends on, beside the code. */
export interface StoredRun extends EvaluationTrials {
  readonly learner: LearnerSpec
  readonly key: Key
}

/**
 * Opens a folder of finished runs, made where it is not there.
 * @throws TypeError on anything but a path, and where the folder cannot be made.
 */
export async function openRunStore(folder: string): Promise<RunStore> {
  if (typeof folder !== "string" || folder === "")
    throw new TypeError(`store is the path of a folder, such as "runs", got ${JSON.stringify(folder)}`)
  const home = resolve(folder)
  mkdirSync(home, { recursive: true })
  const code = codeVersion(new URL("./evaluation-run.js", import.meta.url).href)
  const hashes = new WeakMap<ChoiceSequence, string>()
  const describe = (run: StoredRun) => description(code, run, hashes)
  return Object.freeze({
    read(run: StoredRun) {
      const text = describe(run)
      try {
        const held = JSON.parse(readFileSync(join(home, fileOf(text)), "utf8")) as Partial<StoredLine>
        return JSON.stringify(held.run) === text && held.result ? held.result : null
      } catch {
        return null // Not there, or not whole: it is computed again.
      }
    },
    write(run: StoredRun, result: RunResult) {
      const text = describe(run)
      const file = join(home, fileOf(text))
      const part = `${file}.${pid}.part`
      writeFileSync(part, `{"run":${text},"result":${JSON.stringify(result)}}\n`)
      renameSync(part, file)
    },
  } satisfies RunStore)
}

interface StoredLine {
  readonly run: unknown
  readonly result: RunResult
}

function fileOf(text: string): string {
  return `${createHash("sha256").update(text).digest("hex")}.jsonl`
}

function description(code: string, run: StoredRun, hashes: WeakMap<ChoiceSequence, string>): string {
  const { learner, key, fitted, scored } = run
  const { kind, options } = learner
  return JSON.stringify({
    code,
    learner: { kind, options: sorted(options) },
    key: key.words,
    fitted: fitted.map((animal) => animalHash(animal, hashes)),
    scored: scored.map(({ animal, from }) => [animalHash(animal, hashes), from]),
  })
}

/** Options in the order of their names: the order in which they were written does not matter. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, held]) => [name, sorted(held)]))
}

/** A hash of all of an animal that a model may read, its name for the rows of tables included. */
function animalHash(animal: ChoiceSequence, hashes: WeakMap<ChoiceSequence, string>): string {
  const known = hashes.get(animal)
  if (known !== undefined) return known
  const { stimulus, choice, reward, side, sessionStart, session, inputs = {}, initialWeights = null } = animal
  const hash = createHash("sha256").update(JSON.stringify([animal.animal, initialWeights]))
  hash.update(bitsHash(stimulus))
  for (const column of [choice, reward, side, sessionStart]) hash.update(Uint8Array.from(column))
  hash.update(bitsHash(Float64Array.from(session)))
  for (const name of Object.keys(inputs).sort()) hash.update(`${name} ${bitsHash(inputs[name]!)}`)
  const digest = hash.digest("hex").slice(0, 32)
  hashes.set(animal, digest)
  return digest
}

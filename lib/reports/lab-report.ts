import { type ColumnTable, table } from "arquero"
import type { Animal } from "../data/animal.ts"
import { type AnimalChoices, choices } from "../data/choices.ts"
import { DataError } from "../data/data-error.ts"
import type { Comparison } from "../inference/comparison.ts"
import { requireOptions } from "../inference/fit.ts"
import type { FittedLearner } from "../inference/learner.ts"
import { choiceOption, refuseUnknownKeys } from "../numerics/options.ts"
import { foldIn, type Key } from "../numerics/random-key.ts"
import type { Progress, Solution } from "../numerics/solution.ts"
import { version } from "../numerics/version.ts"
import { startProgress, watchStop } from "../runs/surroundings.ts"
import { behaviourSection } from "./behaviour-section.ts"
import { comparisonSection, type ReportComparison, type StepOptions } from "./comparison-section.ts"
import { checkData, type DataCheck } from "./data-check.ts"
import { dataSection } from "./data-section.ts"
import { htmlPage } from "./html-page.ts"
import { methods } from "./methods.ts"
import { type ReportPlan, type ReportPreset, reportPlan, reportSizes } from "./report-plan.ts"
import { ruleSection, weightSection } from "./rule-section.ts"
import { paragraph, type Section, warning } from "./section.ts"
import { twinSection } from "./twin-section.ts"

/** Options of `labReport`. */
export interface LabReportOptions {
  /** Source of all randomness. */
  readonly key: Key
  /** "quick" (where absent) takes about a minute for 10,000 trials on two cores, "full" the sizes of the papers. */
  readonly preset?: ReportPreset
  /** The most worker threads; as many as the machine runs in parallel unless told. */
  readonly workers?: number
  readonly onProgress?: (progress: Progress) => void
}

/** What a lab gets to know about its animals. */
export interface LabReport {
  readonly sections: readonly Section[]
  /** One HTML file that needs nothing else. */
  readonly html: string
  /** The comparison of models; null where the user stopped before it. */
  readonly comparison: Comparison | null
  readonly checks: readonly DataCheck[]
}

/**
 * A report on how animals learned: a check of their data, behaviour, a comparison of models and controls on held-out trials, weights over training,
 * the inferred rule, digital twins, and a methods paragraph. An animal that cannot be used is named and left out.
 * Asked to stop, it reports what it has.
 * @throws RangeError where no animal can be used, with the reason; on an unknown option.
 */
export async function labReport(
  animals: Animal | readonly Animal[],
  options: LabReportOptions,
): Promise<Solution<LabReport, ColumnTable>> {
  refuseUnknownKeys("labReport", requireOptions("labReport", options), ["key", "preset", "workers", "onProgress"])
  const preset = choiceOption("labReport: preset", options.preset ?? "quick", ["quick", "full"])
  const list = Array.isArray(animals) ? (animals as readonly Animal[]) : [animals as Animal]
  const { used, refused } = usable(list)
  const plan = reportPlan(
    used.map((one) => one.choices),
    used.map((one) => one.check),
    reportSizes[preset],
  )
  const made = await sectionsOf(
    used.map((one) => one.animal),
    plan,
    refused,
    options,
  )
  const title = `How ${used.map(({ animal }) => animal.name).join(", ")} learned`
  const synthetic = used.some(({ animal }) => animal.source === "synthetic")
    ? " Simulated trials, not recorded from an animal."
    : ""
  const subtitle = `Made by Δw ${version}, preset ${preset}.${synthetic}`
  const html = htmlPage({ title, subtitle, sections: made.sections })
  const { comparison } = made
  return Object.freeze({
    value: Object.freeze({
      sections: made.sections,
      html,
      comparison: comparison?.solution.value ?? null,
      checks: plan.checks,
    }),
    table: comparison?.solution.table ?? table({}),
    status: made.stopped ? "stopped" : "converged",
    message: made.stopped
      ? "Stopped on request: the report has the chapters made so far."
      : `The report has ${made.sections.length} chapters on ${used.length} ${used.length === 1 ? "animal" : "animals"}.`,
    info: Object.freeze({ refused: refused.length, used: used.length }),
    provenance: Object.freeze({
      version,
      mode: "exact",
      precision: "f64",
      key: options.key.words,
      options: Object.freeze({ animals: used.map(({ animal }) => animal.name), preset, ...reportSizes[preset] }),
    }),
  } satisfies Solution<LabReport, ColumnTable>)
}

interface Used {
  readonly animal: Animal
  readonly choices: AnimalChoices
  readonly check: DataCheck
}

/** The animals that can be used, and why the others cannot. */
function usable(animals: readonly Animal[]): { readonly used: readonly Used[]; readonly refused: readonly string[] } {
  if (animals.length === 0) throw new RangeError("labReport got an empty list; it needs at least one animal")
  const used: Used[] = []
  const refused: string[] = []
  for (const animal of animals) {
    try {
      const own = choices(animal)
      used.push({ animal, choices: own, check: checkData(own) })
    } catch (refusal) {
      if (!(refusal instanceof RangeError || refusal instanceof DataError)) throw refusal
      refused.push(refusal.message)
    }
  }
  if (used.length === 0) throw new RangeError(refused.join(" "))
  return { used, refused }
}

interface Made {
  readonly sections: readonly Section[]
  readonly comparison: ReportComparison | null
  readonly stopped: boolean
}

const chapters = ["models", "weights", "rule", "twins"] as const

async function sectionsOf(
  animals: readonly Animal[],
  plan: ReportPlan,
  refused: readonly string[],
  options: LabReportOptions,
): Promise<Made> {
  const isStopped = watchStop()
  const bar = startProgress("Report", chapters.length, options.onProgress)
  const step = (index: number): StepOptions => ({
    key: foldIn(options.key, index),
    onProgress: ({ label, done, total }) => bar.report(index + Math.min(1, total > 0 ? done / total : 0), label),
    ...(options.workers !== undefined && { workers: options.workers }),
  })
  const sections = [dataSection(animals, plan, refused), await behaviourSection(animals, plan.animals, plan.contrasts)]
  let comparison: ReportComparison | null = null
  const work = [
    async () => {
      comparison = await comparisonSection(plan, step(0))
      return comparison.section
    },
    () => weightSection(plan, step(1)),
    async () => (await ruleSection(plan, fitOf(comparison, plan.network?.name), step(2))).section,
    () => twinSection(plan, livingRules(comparison), step(3)),
  ]
  for (const make of work) {
    if (isStopped()) break
    sections.push(await make())
  }
  bar.finish()
  if (isStopped())
    sections.push({ title: "Stopped", blocks: [warning("The report was stopped before it was complete.")] })
  sections.push(methodsSection(animals, plan, comparison, options))
  return { sections, comparison, stopped: isStopped() }
}

/** The fit of a learner of the comparison to all trials. */
function fitOf(comparison: ReportComparison | null, name: string | undefined) {
  return comparison?.solution.value.rows.find(({ solution }) => solution.value.learner === name)?.solution ?? null
}

/** The best model with a rule, which can live a life of its own, and the control without rewards. */
function livingRules(comparison: ReportComparison | null): readonly FittedLearner[] {
  const rows = comparison?.solution.value.rows ?? []
  const best = rows.find(({ role, solution }) => role === "model" && solution.value.update !== undefined)
  const habit = rows.find(({ solution }) => solution.value.learner === "rewardFree")
  return [best, habit].flatMap((row) => (row === undefined ? [] : [row.solution.value]))
}

function methodsSection(
  animals: readonly Animal[],
  plan: ReportPlan,
  comparison: ReportComparison | null,
  { key }: LabReportOptions,
): Section {
  if (comparison === null) return { title: "Methods", blocks: [paragraph(`Δw ${version}.`)] }
  const { value } = comparison.solution
  const facts = animals.map((animal, index) => ({
    name: animal.name,
    citation: animal.citation,
    ...plan.checks[index]!,
  }))
  const { epochs, seeds, folds, copies } = plan.sizes
  const blocks = methods({
    animals: facts,
    kinds: [...plan.ladder.map(({ spec }) => spec?.kind ?? ""), "psytrack"],
    scheme: `Models were compared on held-out trials (${value.scheme}).`,
    interval: `Intervals are ${value.interval.split(", ").slice(0, 2).join(", ")}.`,
    key: key.words,
    settings: { epochs, seeds, folds, copies },
  })
  return { title: "Methods", blocks }
}

import type { Animal } from "../data/animal.ts"
import type { ReportPlan } from "./report-plan.ts"
import { type Block, type Section, warning } from "./section.ts"

/** What was read, what was left out, and what a reader has to know before the first figure. */
export function dataSection(
  animals: readonly Animal[],
  { animals: choices, checks, contrasts, regressors }: ReportPlan,
  refused: readonly string[],
): Section {
  const blocks = animals.flatMap((animal, index): Block[] => {
    const { log } = choices[index]!
    const { sessions, trials, warnings } = checks[index]!
    const facts: (readonly [string, string])[] = [
      ["animal", animal.source === "synthetic" ? `${animal.name} (synthetic: simulated, not recorded)` : animal.name],
      ["sessions", `${sessions}${daysOf(animal)}`],
      ["trials", `${trials}. ${log.message}`],
      ["cite", animal.citation],
      ["licence", animal.licence],
      ...animal.notes.map((note) => ["note", note] as const),
    ]
    return [{ kind: "facts", facts }, ...warnings.map(warning)]
  })
  const inputs: Block[] = contrasts
    ? []
    : [{ kind: "paragraph", text: `The stimuli are no contrasts; weights act on ${regressors.join(", ")}.` }]
  return { title: "Data", blocks: [...blocks, ...inputs, ...refused.map((reason) => warning(`Left out: ${reason}`))] }
}

function daysOf({ sessions }: Animal): string {
  const [first, last] = [sessions[0]?.date, sessions.at(-1)?.date]
  return first == null || last == null ? "" : `, ${first} to ${last}`
}

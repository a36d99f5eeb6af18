import { psychometricCurves } from "../analysis/psychometric-curves.ts"
import { responseTimes } from "../analysis/response-times.ts"
import { sessionSummary } from "../analysis/session-summary.ts"
import { trainingStatus } from "../analysis/training-status.ts"
import type { Animal } from "../data/animal.ts"
import type { AnimalChoices } from "../data/choices.ts"
import { plots } from "../plots/plots.ts"
import { type Block, paragraph, picture, type Section } from "./section.ts"

/** What the animals did, before any model: one chapter for all. */
export function behaviourSection(
  animals: readonly Animal[],
  choices: readonly AnimalChoices[],
  contrasts: boolean,
): Section {
  const blocks = animals.flatMap((animal, index) => [
    paragraph(`${animal.name}.`),
    ...(contrasts ? trained(animal, choices[index]!) : plainly(choices[index]!)),
  ])
  return { title: "Behaviour", blocks }
}

function trained(animal: Animal, choices: AnimalChoices): readonly Block[] {
  const curves = psychometricCurves(choices)
  const times = timesOf(animal)
  return [
    picture(
      plots.accuracyBySession(sessionSummary(choices)),
      "Share of rewarded choices by session, with 95 % Wilson intervals; easy trials have a contrast of at least 50 %.",
    ),
    paragraph(trainingStatus(animal).message),
    picture(
      plots.psychometricCurves(curves),
      "Choices to the right against signed contrast in thirds of the training.",
    ),
    {
      kind: "table",
      caption: "Fitted psychometric curves (bias and threshold in percent contrast)",
      table: curves.fits,
    },
    ...times,
  ]
}

function timesOf(animal: Animal): readonly Block[] {
  try {
    return [
      picture(
        plots.responseTimes(responseTimes(animal)),
        "Median time from stimulus to response, with 95 % intervals.",
      ),
    ]
  } catch (missing) {
    if (!(missing instanceof Error)) throw missing
    return [paragraph(`Response times are not shown: ${missing.message.replace("responseTimes: ", "")}.`)]
  }
}

/** Of stimuli that are no contrasts only accuracy is told. */
function plainly(choices: AnimalChoices): readonly Block[] {
  return [
    picture(
      plots.accuracyBySession(sessionSummary(choices)),
      "Share of rewarded choices by session, with 95 % Wilson intervals.",
    ),
  ]
}

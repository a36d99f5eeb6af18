import { psychometricCurves } from "../analysis/behaviour/psychometric-curves.ts"
import { responseTimes } from "../analysis/behaviour/response-times.ts"
import { sessionSummary } from "../analysis/behaviour/session-summary.ts"
import { trainingStatus } from "../analysis/behaviour/training-status.ts"
import type { Animal } from "../data/animal.ts"
import type { AnimalChoices } from "../data/choices.ts"
import { plots } from "../plots/plots.ts"
import { type Block, paragraph, picture, type Section } from "./section.ts"

/** What the animals did, before any model: one chapter for all. */
export async function behaviourSection(
  animals: readonly Animal[],
  choices: readonly AnimalChoices[],
  contrasts: boolean,
): Promise<Section> {
  const blocks: Block[] = []
  for (const [index, animal] of animals.entries()) {
    const own = choices[index]!
    blocks.push(paragraph(`${animal.name}.`), ...(contrasts ? await trained(animal, own) : plainly(own)))
  }
  return { title: "Behaviour", blocks }
}

async function trained(animal: Animal, choices: AnimalChoices): Promise<readonly Block[]> {
  const curves = psychometricCurves(choices)
  const times = timesOf(animal)
  return [
    picture(
      plots.accuracyBySession(sessionSummary(choices)),
      "Share of rewarded choices by session, with 95 % Wilson intervals; easy trials have a contrast of at least 50 %.",
    ),
    paragraph((await trainingStatus(animal)).message),
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

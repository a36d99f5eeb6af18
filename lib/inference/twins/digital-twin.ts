import type { ChoiceSequence } from "../../data/choices.ts"
import { choiceSequence, type Subject } from "../../data/subjects.ts"
import { refuseUnknownKeys } from "../../numerics/options.ts"
import { startPace } from "../../runs/pace.ts"
import { requireOptions } from "../fit.ts"
import { type Fitted, fittedLearner } from "../fitted.ts"
import type { FitOptions } from "../learner.ts"
import { twinLife } from "./twin-copy.ts"
import { planOf, type TwinTrials } from "./twin-plan.ts"

/**
 * The choices of one digital twin of an animal: the fitted learner, trained from its first day in closed loop with the rig's task. It is a
 * sequence like any other, synthetic, and can be fitted, summarised and drawn; `twinCheck` holds many against the animal.
 * @returns as many trials as asked for, fewer where it was stopped.
 * @throws on an unknown option, a missing key, and where a learner can neither learn from a trial nor predict one.
 */
export async function digitalTwin(
  subject: Subject,
  fitted: Fitted,
  options: Pick<FitOptions, "key"> & TwinTrials,
): Promise<ChoiceSequence> {
  refuseUnknownKeys("digitalTwin", requireOptions("digitalTwin", options), ["key", "trials", "task"])
  const animal = choiceSequence("digitalTwin", subject)
  const learner = fittedLearner("digitalTwin", fitted)
  const { plan } = planOf("digitalTwin", animal, learner, options)
  const { trials } = await twinLife(learner, plan, options.key, startPace())
  return Object.freeze(trials)
}

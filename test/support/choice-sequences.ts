import type { ChoiceSequence } from "../../lib/data/choices.ts"
import { bernoulli, uniform } from "../../lib/numerics/distributions.ts"
import { type Key, split } from "../../lib/numerics/random-key.ts"

/** An animal with random stimuli, choices, rewards and a session start every 50 trials. */
export function randomAnimal(key: Key, trials: number, animal = "random"): ChoiceSequence {
  const [forStimulus, forChoice, forReward] = split(key, 3)
  const stimulus = uniform(forStimulus!, trials).map((u) => 2 * u - 1)
  return {
    animal,
    synthetic: true,
    stimulus,
    choice: bernoulli(forChoice!, trials, 0.6),
    reward: bernoulli(forReward!, trials, 0.5),
    side: Uint8Array.from(stimulus, (s) => (s > 0 ? 1 : 0)),
    sessionStart: Uint8Array.from({ length: trials }, (_, t) => (t % 50 === 0 ? 1 : 0)),
    session: Uint16Array.from({ length: trials }, (_, t) => Math.floor(t / 50)),
  }
}

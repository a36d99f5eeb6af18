import { sigmoid, softplus } from "../numerics/elementary.ts"

/**
 * P(right) = sigmoid(logit): the policy of the models of choice is a Bernoulli generalised linear model with
 * logit = w_stim s + w_bias (Liu, Geadah & Pillow 2025, arXiv 2509.04661, section 2).
 */
export function probabilityRight(logit: number): number {
  return sigmoid(logit)
}

/** log P(choice) in nats, from the logit of "right": finite for every finite logit, as no probability is formed. */
export function choiceLogLikelihood(logit: number, choice: number): number {
  return choice * logit - softplus(logit)
}

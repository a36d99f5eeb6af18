/** Reference numbers of the studies (N = 100, T = 500, alpha 0.1; mean and standard deviation over 10 seeds), by figure, condition and score. */
const references: Readonly<Record<string, string>> = {
  "F2B REINFORCE trueNatsPerTrial": "-0.3735 ± 0.0027",
  "F2B REINFORCE natsAboveTruth": "-0.0005 ± 0.0004; accepted -0.002 to 0.001",
  "F2B REINFORCE heldOutNatsAboveTruth": "-0.0013 ± 0.0004; accepted within 0.002",
  "F2B REINFORCE changeError": "0.0133 ± 0.0014; accepted 0.010 to 0.017",
  "F2B REINFORCE heldOutChangeError": "the same; accepted 0.010 to 0.017",
  "F2B REINFORCE changeSize": "0.0234 ± 0.0001",
  "F2B REINFORCE correlation": "0.79 ± 0.04; accepted from 0.70",
  "F2B REINFORCE rSquared": "0.60 ± 0.09",
  "F2B REINFORCE weightError": "0.13 ± 0.02",
  "F2B REINFORCE errorToCorrectRatio": "0.12 ± 0.03; accepted below 0.35",
  "S6 maximum likelihood changeError": "0.0083",
  "S6 maximum likelihood rSquared": "0.70",
  "S6 maximum likelihood errorToCorrectRatio": "0.95",
  "T3 w_stim from -2 changeError": "0.0139",
  "T3 w_stim from 0 changeError": "0.0087",
  "T3 w_stim from 2 changeError": "0.0051",
  "T3 w_stim from -2 gridError": "0.015 ± 0.0014; accepted where least of three",
  "T3 w_stim from 0 gridError": "0.025 to 0.049, median 0.026",
  "T3 w_stim from 2 gridError": "0.025 to 0.027",
  "T5 start told 2 too high changeError": "0.05 to 0.08",
}

/** The reference number of a score, and what is accepted; empty where there is none. */
export function accepted(figure: string, condition: string, score: string): string {
  return references[`${figure} ${condition} ${score}`] ?? ""
}

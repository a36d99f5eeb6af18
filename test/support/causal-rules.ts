// The learning rules again, in the causal forms of curvature.md section 3: nothing here is summed backwards in time, so that the rules in
// lib and these have no derivation in common. A gradient is N rows of N + N_in entries: W's, then U's.
import { type PlainRun, type PlainTrial, timesTransposed } from "./plain-rates.ts"

/** G_W and beside it G_U, a row a unit. */
export type SynapseGradient = readonly (readonly number[])[]

/** Share of a state's influence that one step passes on without a synapse: the leak, through f' where the rate leaks. */
function kept({ problem: { network } }: PlainRun, { slopes }: PlainTrial, t: number): number[] {
  return slopes[t]!.map((slope) => network.leak * (network.integration === "euler" ? slope : 1))
}

function emptyGradient({ problem: { network } }: PlainRun): number[][] {
  return Array.from({ length: network.units }, () => new Array<number>(network.units + network.inputs).fill(0))
}

/** G, W's diagonal at 0 where it counts as 0. */
function masked({ problem: { network } }: PlainRun, gradient: number[][]): SynapseGradient {
  if (!network.selfConnections) for (const [p, row] of gradient.entries()) row[p] = 0
  return gradient
}

/** The derivative of each unit's own state in its own synapses, every step: J_t = kept J_{t-1} + gain s_t, with s_t = (z_{t-1}, x_t). */
function eligibilities(run: PlainRun, trial: PlainTrial): number[][][] {
  const { gain } = run.problem.network
  let before = emptyGradient(run)
  return trial.sources.map((sources, t) => {
    const share = t === 0 ? [] : kept(run, trial, t - 1)
    before = before.map((row, p) => row.map((j, q) => (t === 0 ? 0 : share[p]! * j) + gain * sources[q]!))
    return before
  })
}

/** Three factors: G_pq = sum_t l_pt psi_pt J_pq,t; with feedback weights B (N_out x N, transposed) in the place of w, RFLO. */
export function causalThreeFactor(run: PlainRun, feedback = run.readout): SynapseGradient {
  const gradient = emptyGradient(run)
  for (const trial of run.trials)
    for (const [t, eligibility] of eligibilities(run, trial).entries()) {
      const signal = timesTransposed(feedback, trial.errors[t]!).map((l, p) => l * trial.slopes[t]![p]!)
      for (const [p, row] of eligibility.entries())
        for (const [q, j] of row.entries()) gradient[p]![q]! += signal[p]! * j
    }
  return masked(run, gradient)
}

/** MDGL: besides, what each unit tells its sources one step later over M: (gain sum_j M_jp psi_jt l_jt) psi_p,t-1 J_pq,t-1. */
export function causalMdgl(run: PlainRun, m: readonly (readonly number[])[]): SynapseGradient {
  const gradient = causalThreeFactor(run).map((row) => [...row])
  const { gain } = run.problem.network
  for (const trial of run.trials) {
    const traces = eligibilities(run, trial)
    for (let t = 1; t < traces.length; t++) {
      const local = trial.signals[t]!.map((l, j) => l * trial.slopes[t]![j]!)
      const told = timesTransposed(m, local).map((value, p) => gain * value * trial.slopes[t - 1]![p]!)
      for (const [p, row] of traces[t - 1]!.entries())
        for (const [q, j] of row.entries()) gradient[p]![q]! += told[p]! * j
    }
  }
  return masked(run, gradient)
}

/** ModProp: what the signal psi_t l_t says about sources s steps ago is F^s of it, F = kept + gain mu M^T. */
export function causalModProp(run: PlainRun, m: readonly (readonly number[])[], mu: number): SynapseGradient {
  const gradient = emptyGradient(run)
  const { gain } = run.problem.network
  for (const trial of run.trials)
    for (const [t, signals] of trial.signals.entries()) {
      let signal = signals.map((l, p) => l * trial.slopes[t]![p]!)
      for (let at = t; at >= 0; at--) {
        for (const [p, row] of gradient.entries())
          for (const [q, source] of trial.sources[at]!.entries()) row[q]! += gain * signal[p]! * source
        if (at === 0) break
        const share = kept(run, trial, at - 1)
        const told = timesTransposed(m, signal)
        signal = signal.map((value, p) => share[p]! * value + gain * mu * told[p]!)
      }
    }
  return masked(run, gradient)
}

/**
 * The exact gradient, by the influence of every synapse on every unit: J_lpq,t = kept J_lpq,t-1 + gain (delta_lp s_q,t + sum_m W_lm
 * psi_m,t-1 J_mpq,t-1), its last sum left out where `crosses` says that the path out of step t - 1 is cut.
 * @param crosses is asked with a step counted from 1, as in the paper.
 */
export function causalThroughTime(run: PlainRun, crosses: (t: number) => boolean = () => true): SynapseGradient {
  const gradient = emptyGradient(run)
  const { gain } = run.problem.network
  for (const trial of run.trials) {
    let influence = run.recurrent.map(() => emptyGradient(run))
    for (const [t, sources] of trial.sources.entries()) {
      const before = influence
      const share = t === 0 ? run.recurrent.map(() => 0) : kept(run, trial, t - 1)
      const across = run.recurrent.map((row) =>
        row.map((weight, m) => (t > 0 && crosses(t) ? gain * weight * trial.slopes[t - 1]![m]! : 0)),
      )
      influence = before.map((own, l) =>
        own.map((row, p) =>
          row.map((j, q) => {
            let sum = share[l]! * j + (l === p ? gain * sources[q]! : 0)
            for (const [m, factor] of across[l]!.entries()) sum += factor * before[m]![p]![q]!
            return sum
          }),
        ),
      )
      for (const [l, own] of influence.entries()) {
        const signal = trial.signals[t]![l]! * trial.slopes[t]![l]!
        for (const [p, row] of own.entries()) for (const [q, j] of row.entries()) gradient[p]![q]! += signal * j
      }
    }
  }
  return masked(run, gradient)
}

/** M by block means: M_jp is the mean of W over the units of j's type and those of p's. */
export function blockMeans(
  weights: readonly (readonly number[])[],
  types: readonly number[],
): readonly (readonly number[])[] {
  const ofType = (type: number) => types.flatMap((other, i) => (other === type ? [i] : []))
  return types.map((to) =>
    types.map((from) => {
      const block = ofType(to).flatMap((j) => ofType(from).map((p) => weights[j]![p]!))
      return block.reduce((sum, value) => sum + value, 0) / block.length
    }),
  )
}

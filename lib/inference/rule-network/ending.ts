import type { Status } from "../../numerics/solution.ts"
import type { Descent } from "./descent.ts"
import type { NetworkSettings } from "./options.ts"

/** Gain in nats per trial over the last tenth of the epochs below which more of them promise little. */
const littleGain = 1e-3

/** Status and sentence of a descent: how it ended and, where more could be had, what to do. */
export function ending(
  label: string,
  settings: NetworkSettings,
  descent: Descent,
): { readonly status: Status; readonly message: string } {
  const { ended, epochs, best, nonFinite } = descent
  const nats = `${(-best.loss).toFixed(4)} nats per trial`
  const setbacks = nonFinite === 0 ? "" : ` ${setback(nonFinite)}`
  if (ended === "stopped") {
    const message = `${label}: stopped on request after ${epochs} of ${settings.epochs} epochs; these are the best parameters so far (epoch ${best.epoch}, ${nats}).${setbacks}`
    return { status: "stopped", message }
  }
  if (ended === "failed") {
    const message = `${label}: given up after ${epochs} of ${settings.epochs} epochs; these are the best parameters met (${nats}).${setbacks} Try a smaller learningRate${settings.precision === "f32" ? ', or precision "f64"' : ""}.`
    return { status: "failed", message }
  }
  const message = `${label}: ${settings.epochs} epochs done, best at epoch ${best.epoch} with ${nats}; ${outlook(descent)}.${setbacks}`
  return { status: "converged", message }
}

function setback(times: number): string {
  const many = times === 1 ? "Once" : `${times} times`
  return `${many} the loss or its gradient was not finite: the fit then went back to its best parameters and halved the learning rate.`
}

function outlook({ losses, best }: Descent): string {
  const tenth = Math.max(1, Math.round(losses.length / 10))
  const before = losses
    .slice(0, -tenth)
    .filter(Number.isFinite)
    .reduce((least, loss) => Math.min(least, loss), Infinity)
  const gain = before - best.loss
  if (!Number.isFinite(gain)) return "too few epochs to say whether more would help"
  const gained = `the last ${tenth} gained ${Math.max(0, gain).toFixed(4)}`
  return gain < littleGain ? gained : `${gained}, so more epochs should fit better`
}

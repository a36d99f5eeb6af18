import { integerOption, refuseUnknownKeys } from "../../numerics/options.ts"
import type { RegressorName } from "../regressors.ts"
import {
  checkNetwork,
  checkRegressors,
  filledIn,
  type NetworkOptions,
  type NetworkSettings,
  networkDefaults,
} from "../rule-network/options.ts"

/** Options of `learners.tinyRnn`. */
export interface TinyRnnOptions extends NetworkOptions {
  /** Recurrent units. */
  readonly units?: number
  /** What the network is told on a trial before its choice, by name. */
  readonly inputs?: readonly RegressorName[]
}

/** Options of a tiny network with every default filled in. */
export interface TinyRnnSettings extends NetworkSettings {
  readonly units: number
  readonly inputs: readonly RegressorName[]
}

/** What a tiny network is told unless told otherwise. */
export const usualTinyInputs: readonly RegressorName[] = Object.freeze(["stimulus", "previousChoice", "previousReward"])

const defaults: TinyRnnSettings = {
  units: 8,
  inputs: usualTinyInputs,
  ...networkDefaults,
}

/**
 * Checks options and fills in the defaults.
 * @throws on an unknown key or an impossible value, quoting it.
 */
export function tinyRnnSettings(options: TinyRnnOptions): TinyRnnSettings {
  const caller = "learners.tinyRnn"
  refuseUnknownKeys(caller, options, [...Object.keys(defaults), "resume"])
  const settings = filledIn(options, defaults)
  checkNetwork(caller, settings)
  integerOption(`${caller}: units`, settings.units, 1, 1024)
  checkRegressors(`${caller}: inputs`, settings.inputs)
  return Object.freeze(settings)
}

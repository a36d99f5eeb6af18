import { rateNetwork } from "./rate-network.ts"

/** The networks that can be trained on tasks, by name. */
export const networks = Object.freeze({ rate: rateNetwork })

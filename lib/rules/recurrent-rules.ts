import { bptt } from "./bptt.ts"
import { mdgl } from "./mdgl.ts"
import { modProp } from "./modprop.ts"
import { rflo } from "./rflo.ts"
import { rtrl } from "./rtrl.ts"
import { threeFactor } from "./three-factor.ts"
import { truncatedBptt } from "./truncated-bptt.ts"

/** The learning rules of recurrent rate networks. */
export const recurrentRules = Object.freeze({ bptt, truncatedBptt, threeFactor, rflo, mdgl, modProp, rtrl })

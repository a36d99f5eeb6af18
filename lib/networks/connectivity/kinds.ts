import { cellTypes } from "./cell-types.ts"
import { chainMotif, erdosRenyi } from "./chain-motif.ts"
import { dale } from "./dale.ts"
import { emProxy } from "./em-proxy.ts"
import { gaussian } from "./gaussian.ts"
import { lowRank } from "./low-rank.ts"
import { measured } from "./measured.ts"

/** Kinds of starting connectivity between the units of a network, by name. */
export const connectivity = Object.freeze({
  gaussian,
  lowRank,
  dale,
  chainMotif,
  erdosRenyi,
  emProxy,
  cellTypes,
  measured,
})

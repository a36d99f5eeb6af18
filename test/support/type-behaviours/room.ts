/** Files beside the notebook. */
export const FILES: Readonly<Record<string, string>> = {
  "helper.ts":
    "/** Weighs an animal.\n * @param name its name */\nexport function weigh(name: string): number {\n  return name.length\n}\n",
  "nested/deep.ts": "export const deep = 1\n",
  "node_modules/mice/package.json":
    '{ "name": "mice", "exports": { ".": { "types": "./index.d.ts" }, "./cages": { "types": "./cages.d.ts" } } }',
  "node_modules/mice/index.d.ts":
    "/** A mouse. */\nexport interface Mouse {\n  /** In grams. */\n  weight: number\n}\nexport declare function catchMouse(\n  name: string,\n): Mouse\n",
  "node_modules/mice/cages.d.ts": "export declare const cages: string[]\n",
}

/** A cell that the rows build on. */
export const EARLIER = `
import { table, desc } from "arquero"
import * as aq from "arquero"
const trials = table({ choice: [1, -1], reward: [1, 0] })
/** Weight per trial. */
let rate: number = 0.1
/** Doubles a number. */
const double = (x: number): number => 2 * x
/** Turns a value into a list. */
function wrap<T>(value: T): T[] { return [value] }
class Animal { constructor(public readonly name: string, public weight = 20) {} }
interface Session { day: number; /** Share of rewards. */ accuracy?: number }
enum Side { left, right }
type Stage = "early" | "late"
const { first, rest: [second, ...others] } = { first: 1, rest: [2, "three"] as [number, ...string[]] }
/** Fits a session.
 * @param options how
 */
function fit(options: { session: Session; stage: Stage }): number { return options.session.day }
`

import { inspect } from "node:util"
import { checkBoolean, checkedOptions, checkNumber, checkOneOf } from "./options.ts"
import { CONTROL_OPTIONS, LABEL_OPTIONS, openControl, openValueWidget, type ValueKind } from "./value-widget.ts"
import type { Control, NumberRange, ProgressOptions, SliderOptions, ValueWidget } from "./widget-types.ts"

type Pair = readonly [number, number]

const SLIDER_OPTIONS = ["value", "min", "max", "step", "orientation", "continuous", ...CONTROL_OPTIONS]
const STATUSES = ["info", "success", "warning", "danger"] as const

interface Range {
  readonly min: number
  readonly max: number
  readonly step: number
}

/** A slider over whole numbers, from 0 to 100 unless told. */
export function intSlider(options: SliderOptions & { readonly value?: number } = {}): Control<number> {
  const range = intRange("intSlider", options)
  return openSlider("intSlider", "IntSlider", range, single("intSlider", range, true), options, range.min)
}

/** A slider over numbers, from 0 to 1 unless told. */
export function floatSlider(options: SliderOptions & { readonly value?: number } = {}): Control<number> {
  const range = floatRange("floatSlider", options)
  return openSlider("floatSlider", "FloatSlider", range, single("floatSlider", range, false), options, range.min)
}

/** A slider with two handles over whole numbers. */
export function intRangeSlider(options: SliderOptions & { readonly value?: Pair } = {}): Control<Pair> {
  const range = intRange("intRangeSlider", options)
  const check = pair(single("intRangeSlider", range, true))
  return openSlider("intRangeSlider", "IntRangeSlider", range, check, options, [range.min, range.max])
}

/** A slider with two handles over numbers. */
export function floatRangeSlider(options: SliderOptions & { readonly value?: Pair } = {}): Control<Pair> {
  const range = floatRange("floatRangeSlider", options)
  const check = pair(single("floatRangeSlider", range, false))
  return openSlider("floatRangeSlider", "FloatRangeSlider", range, check, options, [range.min, range.max])
}

/** A field for a number, without bounds unless told. */
export function numberInput(options: NumberRange & { readonly value?: number } = {}): Control<number> {
  const caller = "numberInput"
  checkedOptions(caller, options, ["value", "min", "max", "step", ...CONTROL_OPTIONS])
  const bounds = { min: options.min ?? -Number.MAX_VALUE, max: options.max ?? Number.MAX_VALUE }
  const isBounded = options.min !== undefined || options.max !== undefined
  const range = checkedRange(caller, { ...bounds, step: options.step ?? 1 })
  const step = options.step === undefined ? {} : { step: range.step }
  const kind = {
    ...valueKind(caller, single(caller, range, false)),
    kind: isBounded ? "BoundedFloatText" : "FloatText",
    view: "FloatText",
    style: "DescriptionStyle",
    state: { continuous_update: false, ...(isBounded ? bounds : {}), ...step },
  }
  return openControl(kind, options.value ?? Math.min(Math.max(0, range.min), range.max), options)
}

/** A progress bar, from 0 to 1 unless told. */
export function progress(options: ProgressOptions = {}): ValueWidget<number> {
  const caller = "progress"
  checkedOptions(caller, options, ["value", "min", "max", "status", ...LABEL_OPTIONS])
  const range = checkedRange(caller, { min: options.min ?? 0, max: options.max ?? 1, step: 1 })
  const { min, max } = range
  const status = options.status === undefined ? "" : checkOneOf("the status of progress", options.status, STATUSES)
  const kind: ValueKind<number> = {
    ...valueKind(caller, single(caller, range, false)),
    kind: "FloatProgress",
    view: "Progress",
    style: "ProgressStyle",
    state: { min, max, orientation: "horizontal", bar_style: status },
    describe: (value) => `${Math.floor((100 * (value - min)) / (max - min))} %`,
  }
  return openValueWidget(kind, options.value ?? min, options)
}

function openSlider<Value>(
  caller: string,
  kind: string,
  range: Range,
  check: (value: unknown) => Value,
  options: SliderOptions & { readonly value?: Value },
  otherwise: Value,
): Control<Value> {
  const orientation = checkOneOf(`the orientation of ${caller}`, options.orientation ?? "horizontal", [
    "horizontal",
    "vertical",
  ])
  const state = {
    ...range,
    orientation,
    readout: true,
    readout_format: kind.startsWith("Int") ? "d" : `.${decimalsOf(range.step)}f`,
    continuous_update: checkBoolean(`continuous of ${caller}`, options.continuous ?? true),
    behavior: "drag-tap",
  }
  const parts = { ...valueKind(caller, check), kind, style: "SliderStyle", state }
  return openControl(parts, options.value ?? otherwise, options)
}

function valueKind<Value>(caller: string, check: (value: unknown) => Value) {
  return {
    caller,
    attribute: "value" as const,
    write: check,
    // What the model holds has been checked.
    read: (held: unknown) => held as Value,
    admit: check,
    describe: (value: Value) => String(value).replace(",", " to "),
  }
}

function single(caller: string, { min, max }: Range, isWhole: boolean): (value: unknown) => number {
  return (value) => {
    const number = checkNumber(`the value of ${caller}`, value)
    if (isWhole && !Number.isInteger(number)) {
      throw new RangeError(`the value of ${caller} is a whole number, not ${number}`)
    }
    if (number >= min && number <= max) return number
    throw new RangeError(`the value of ${caller} is from ${min} to ${max}, not ${number}`)
  }
}

function pair(check: (value: unknown) => number): (value: unknown) => Pair {
  return (value) => {
    if (!Array.isArray(value) || value.length !== 2) {
      throw new TypeError(`the value of a range slider is [low, high], not ${inspect(value)}`)
    }
    const [low, high] = [check(value[0]), check(value[1])]
    if (low <= high) return Object.freeze([low, high] as const)
    throw new RangeError(`the value of a range slider is [low, high] with low up to high, not [${low}, ${high}]`)
  }
}

function intRange(caller: string, options: SliderOptions): Range {
  checkedOptions(caller, options, SLIDER_OPTIONS)
  const range = checkedRange(caller, { min: options.min ?? 0, max: options.max ?? 100, step: options.step ?? 1 })
  for (const [name, value] of Object.entries(range)) {
    if (!Number.isInteger(value)) throw new RangeError(`${name} of ${caller} is a whole number, not ${value}`)
  }
  return range
}

function floatRange(caller: string, options: SliderOptions): Range {
  checkedOptions(caller, options, SLIDER_OPTIONS)
  const { min = 0, max = 1 } = options
  return checkedRange(caller, { min, max, step: options.step ?? (max - min) / 100 })
}

function checkedRange(caller: string, range: Range): Range {
  for (const [name, value] of Object.entries(range)) checkNumber(`${name} of ${caller}`, value)
  const { min, max, step } = range
  if (!(min < max)) throw new RangeError(`min of ${caller} is below max, not ${min} with max ${max}`)
  if (!(step > 0)) throw new RangeError(`step of ${caller} is above 0, not ${step}`)
  return range
}

/** Digits behind the point that tell two neighbouring values apart, two at least. */
function decimalsOf(step: number): number {
  return Math.min(12, Math.max(2, Math.ceil(-Math.log10(step) - 1e-9)))
}

/** Something that front ends draw and that cells can change; shows itself as a cell's last value or through `display`. */
export interface Widget {
  /** Id of its model, and of its comm. */
  readonly id: string
  /** True once it was closed here or by the front end. */
  readonly isClosed: boolean
  /** Takes the widget away wherever it shows. */
  close(): void
}

/** What every widget takes. */
export interface WidgetOptions {
  /** Width as CSS says it, such as `"30em"`. */
  readonly width?: string
}

/** What widgets with a label take. */
export interface LabelOptions extends WidgetOptions {
  /** Text beside the widget. */
  readonly label?: string
}

/** What every control takes. */
export interface ControlOptions extends LabelOptions {
  /** True where the user cannot change it. */
  readonly disabled?: boolean
}

/** A widget that shows a value. */
export interface ValueWidget<Value> extends Widget {
  /** Setting it redraws the widget everywhere. A value that does not fit is refused with a `RangeError` or `TypeError`. */
  value: Value
  label: string
}

/** A control whose changes can be followed, whether the user or a cell makes them. */
export interface Control<Value> extends ValueWidget<Value> {
  disabled: boolean
  /**
   * Calls back with every new value, also between the awaits of a running cell; what it shows goes below the cell that
   * called this. While a promise that it returns is not settled, the front end keeps the latest value back.
   * @returns a function that ends this
   */
  onChange(callback: (value: Value) => unknown): () => void
  /** Waits for the next new value. */
  next(): Promise<Value>
}

/** A button, whose presses can be followed. */
export interface Button extends Widget {
  label: string
  disabled: boolean
  /**
   * Calls back at every press, as `onChange` of a control does.
   * @returns a function that ends this
   */
  onPress(callback: () => unknown): () => void
  /** Waits for the next press. */
  next(): Promise<void>
}

/** Widgets beside or below each other. */
export interface Box extends Widget {
  children: readonly Widget[]
}

/** A place that shows values as a cell would. */
export interface Output extends Widget {
  /** Shows a value in the place of what was there; resolves when it is sent. */
  show(value: unknown): Promise<void>
  /** Shows a value below what is there; resolves when it is sent. */
  append(value: unknown): Promise<void>
  /** Takes away what is shown. */
  clear(): void
}

/** A range of numbers to choose from. */
export interface NumberRange extends ControlOptions {
  /** The least value. */
  readonly min?: number
  /** The greatest value. */
  readonly max?: number
  /** Distance between values; a float slider has a hundred steps unless told. */
  readonly step?: number
}

/** What sliders take beside their value. */
export interface SliderOptions extends NumberRange {
  readonly orientation?: "horizontal" | "vertical"
  /** False to follow the slider only when it is let go; true unless told. */
  readonly continuous?: boolean
}

/** What progress bars take. */
export interface ProgressOptions extends LabelOptions {
  readonly value?: number
  readonly min?: number
  readonly max?: number
  readonly status?: "info" | "success" | "warning" | "danger"
}

/** What a button takes. */
export interface ButtonOptions extends ControlOptions {
  readonly icon?: string
  readonly kind?: "primary" | "success" | "info" | "warning" | "danger"
}

/** What a text field takes. */
export interface TextOptions extends ControlOptions {
  readonly value?: string
  /** Shown in grey while nothing is typed. */
  readonly placeholder?: string
  /** False to follow the text only when Enter is pressed or the field is left; true unless told. */
  readonly continuous?: boolean
}

/** A choice that a list can show as it is. */
export type PlainChoice = string | number | boolean

/** Attributes of a widget of your own: values that JSON can hold, and bytes. */
export type OwnState = Readonly<Record<string, unknown>>

/** What a widget of your own is made of. */
export interface OwnWidgetOptions<State extends OwnState> extends WidgetOptions {
  /** An ES module as text, whose default export has `render({ model, el })`, `initialize({ model })` or both. */
  readonly esm: string
  readonly css?: string
  /** What both halves see and change. */
  readonly state: State
}

/** A widget of your own, as anywidget.dev describes its front end. */
export interface OwnWidget<State extends OwnState> extends Widget {
  get<Name extends keyof State>(name: Name): State[Name]
  /** Changes attributes here and in every front end. */
  set(changes: Partial<State>): void
  /** Calls back whenever an attribute has changed. @returns a function that ends this */
  onChange(callback: (state: State) => unknown): () => void
  /** Waits for the next change. */
  next(): Promise<State>
  /** Sends a message to `model.on("msg:custom", ...)`. */
  send(content: unknown, buffers?: readonly (ArrayBuffer | ArrayBufferView)[]): void
  /** Takes what `model.send` sends. @returns a function that ends this */
  onMessage(
    callback: (message: { readonly content: unknown; readonly buffers: readonly Uint8Array<ArrayBuffer>[] }) => unknown,
  ): () => void
}

/** The widgets of a notebook. */
export interface Widgets {
  /** A slider over whole numbers, from 0 to 100 unless told. */
  intSlider(options?: SliderOptions & { readonly value?: number }): Control<number>
  /** A slider over numbers, from 0 to 1 unless told. */
  floatSlider(options?: SliderOptions & { readonly value?: number }): Control<number>
  /** A slider with two handles over whole numbers. */
  intRangeSlider(
    options?: SliderOptions & { readonly value?: readonly [number, number] },
  ): Control<readonly [number, number]>
  /** A slider with two handles over numbers. */
  floatRangeSlider(
    options?: SliderOptions & { readonly value?: readonly [number, number] },
  ): Control<readonly [number, number]>
  /** A field for a number, without bounds unless told. */
  numberInput(options?: NumberRange & { readonly value?: number }): Control<number>
  /** A list to choose one of: plain values, or a record from what the list shows to the value. */
  dropdown<const Choice extends PlainChoice>(
    options: ControlOptions & { readonly options: readonly Choice[]; readonly value?: NoInfer<Choice> },
  ): Control<Choice>
  dropdown<Choice>(
    options: ControlOptions & { readonly options: Readonly<Record<string, Choice>>; readonly value?: NoInfer<Choice> },
  ): Control<Choice>
  /** A box to tick. */
  checkbox(options?: ControlOptions & { readonly value?: boolean }): Control<boolean>
  /** A field for a line of text. */
  text(options?: TextOptions): Control<string>
  /** A button. */
  button(options?: ButtonOptions): Button
  /** A progress bar, from 0 to 1 unless told. */
  progress(options?: ProgressOptions): ValueWidget<number>
  /** Markup of your own, cleaned by the front end. */
  html(options?: LabelOptions & { readonly value?: string }): ValueWidget<string>
  /** Widgets below each other. */
  vBox(children: readonly Widget[], options?: WidgetOptions): Box
  /** Widgets beside each other. */
  hBox(children: readonly Widget[], options?: WidgetOptions): Box
  /** A place that shows values as a cell would. */
  output(options?: WidgetOptions): Output
  /** A widget of your own, drawn by an ES module in a notebook that is trusted. */
  anywidget<State extends OwnState>(options: OwnWidgetOptions<State>): OwnWidget<State>
}

/** A control of any value. */
export interface AnyControl extends Widget {
  readonly value: unknown
  label: string
  onChange(callback: (value: unknown) => unknown): () => void
}

/** A control, or short for one: `[min, max]` or `[min, max, step]`, a list of texts, true or false, a text. */
export type InteractControl =
  | AnyControl
  | readonly [min: number, max: number]
  | readonly [min: number, max: number, step: number]
  | readonly string[]
  | boolean
  | string

/** The value that a control, or what is short for one, has. */
export type InteractValue<Given> =
  Given extends Control<infer Value>
    ? Value
    : Given extends readonly number[]
      ? number
      : Given extends readonly (infer Choice)[]
        ? Choice
        : Given extends boolean
          ? boolean
          : string

/**
 * Shows controls and below them what the function makes of their values; made anew whenever they change, at most 20 times
 * a second and never two at a time: the latest values win. Ends with a stop of the cell, or when its controls are closed.
 */
export type Interact = <const Controls extends Readonly<Record<string, InteractControl>>>(
  make: (values: { readonly [Name in keyof Controls]: InteractValue<Controls[Name]> }) => unknown,
  controls: Controls,
) => void

import { hBox, vBox } from "./boxes.ts"
import { button } from "./button.ts"
import { checkbox, dropdown, html, text } from "./choices.ts"
import { floatRangeSlider, floatSlider, intRangeSlider, intSlider, numberInput, progress } from "./numbers.ts"
import { output } from "./output.ts"
import { anywidget } from "./own-widget.ts"
import type { Widgets } from "./widget-types.ts"

/** The widgets of a notebook, drawn by every front end that knows Jupyter's own. */
export const widgets: Widgets = Object.freeze({
  intSlider,
  floatSlider,
  intRangeSlider,
  floatRangeSlider,
  numberInput,
  dropdown,
  checkbox,
  text,
  button,
  progress,
  html,
  vBox,
  hBox,
  output,
  anywidget,
})

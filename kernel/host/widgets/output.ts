import { formatValue } from "../../display/format.ts"
import type { Showing } from "../../display/showing.ts"
import { checkedOptions } from "./options.ts"
import { extendWidget, openWidget, plainFallback } from "./widget.ts"
import type { Output, WidgetOptions } from "./widget-types.ts"

/** A place that shows values as a cell would. */
export function output(options: WidgetOptions = {}): Output {
  const { width } = checkedOptions("output", options, ["width"])
  let shown: readonly Showing[] = []
  const { model, widget } = openWidget({
    kind: "Output",
    style: null,
    width,
    state: { msg_id: "", outputs: [] },
    fallback: () => plainFallback("", shown.map(({ data }) => String(data["text/plain"] ?? "")).join("\n")),
  })
  /** Each waits for what was asked for before it: one of them may take its time to be made. */
  let latest: Promise<void> = Promise.resolve()
  function change(value: unknown, before: () => readonly Showing[]): Promise<void> {
    const made = formatValue(value)
    latest = latest.then(async () => {
      const one = await made
      keep(one === null ? before() : [...before(), one])
    })
    return latest
  }
  function keep(showings: readonly Showing[]): void {
    shown = showings
    model.set({ outputs: shown.map(({ data, metadata }) => ({ output_type: "display_data", data, metadata })) })
  }
  return extendWidget(widget, {
    show: (value: unknown) => change(value, () => []),
    append: (value: unknown) => change(value, () => shown),
    clear() {
      latest = latest.then(() => keep([]))
    },
  })
}

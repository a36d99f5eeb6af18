import type { ISessionContext } from "@jupyterlab/apputils"
import { Widget } from "@lumino/widgets"
import { VariableFeed } from "./variable-feed.ts"
import { countNote, matching, type Variable, type VariableList } from "./variable-list.ts"

const COLUMNS = ["Name", "Type", "Shape", "Value"]

/** Lists the variables of the kernel of a notebook or console, as text alone; asks for them only while it is seen. */
export class VariablesPanel extends Widget {
  private readonly filter = document.createElement("input")
  private readonly note = document.createElement("p")
  private readonly body = document.createElement("tbody")
  private context: ISessionContext | null = null
  private feed: VariableFeed | null = null
  private list: VariableList | null = null

  constructor() {
    super()
    this.addClass("deltaw-Variables")
    this.filter.type = "search"
    this.filter.className = "deltaw-Variables-filter"
    this.filter.placeholder = "Filter by name or type"
    this.filter.setAttribute("aria-label", "Filter variables by name or type")
    this.filter.addEventListener("input", this.draw)
    this.note.className = "deltaw-Variables-note"
    this.note.setAttribute("role", "status")
    const scroll = document.createElement("div")
    scroll.className = "deltaw-Variables-scroll"
    scroll.append(tableOf(this.body))
    this.node.append(this.filter, this.note, scroll)
    this.tell("Open a notebook or a console to see its variables.")
  }

  /**
   * Shows the variables of this notebook or console from now on.
   * @param context of the notebook or console
   */
  follow(context: ISessionContext): void {
    if (context === this.context) return
    this.context?.disposed.disconnect(this.forget, this)
    this.context = context
    context.disposed.connect(this.forget, this)
    this.restart()
  }

  override dispose(): void {
    if (this.isDisposed) return
    this.filter.removeEventListener("input", this.draw)
    this.context?.disposed.disconnect(this.forget, this)
    this.feed?.dispose()
    super.dispose()
  }

  protected override onAfterAttach(): void {
    this.restart()
  }

  protected override onAfterShow(): void {
    this.restart()
  }

  protected override onAfterHide(): void {
    this.restart()
  }

  protected override onBeforeDetach(): void {
    this.feed?.dispose()
    this.feed = null
  }

  protected override onActivateRequest(): void {
    this.filter.focus()
  }

  private restart(): void {
    this.feed?.dispose()
    const isWanted = this.context !== null && this.isVisible
    this.feed = isWanted && this.context ? new VariableFeed(this.context, this.take) : null
  }

  private forget(): void {
    this.feed?.dispose()
    this.feed = null
    this.context = null
    this.tell("The notebook was closed.")
  }

  private readonly take = (news: VariableList | string): void => {
    if (typeof news === "string") {
      this.tell(news)
    } else {
      this.list = news
      this.draw()
    }
  }

  private tell(sentence: string): void {
    this.list = null
    this.note.textContent = sentence
    this.body.replaceChildren()
  }

  private readonly draw = (): void => {
    if (this.list === null) return
    const shown = matching(this.list.variables, this.filter.value)
    this.note.textContent = countNote(this.list, shown.length)
    this.body.replaceChildren(...shown.map(rowOf))
  }
}

function tableOf(body: HTMLElement): HTMLTableElement {
  const table = document.createElement("table")
  table.setAttribute("aria-label", "Variables of the kernel")
  const head = document.createElement("thead")
  const row = document.createElement("tr")
  row.append(...COLUMNS.map((title) => cellOf("th", title, { scope: "col" })))
  head.append(row)
  table.append(head, body)
  return table
}

function rowOf({ name, type, shape, preview }: Variable): HTMLTableRowElement {
  const row = document.createElement("tr")
  row.append(
    cellOf("th", name, { scope: "row", title: name }),
    cellOf("td", type, { title: type }),
    cellOf("td", shape, { title: shape }),
    cellOf("td", preview, { class: "deltaw-Variables-preview", title: preview }),
  )
  return row
}

/** Only ever text: names and values are the user's. */
function cellOf(kind: "th" | "td", text: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const cell = document.createElement(kind)
  cell.textContent = text
  for (const [name, value] of Object.entries(attributes)) cell.setAttribute(name, value)
  return cell
}

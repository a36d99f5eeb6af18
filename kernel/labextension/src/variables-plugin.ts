import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application"
import { ICommandPalette, type ISessionContext } from "@jupyterlab/apputils"
import type { Widget } from "@lumino/widgets"
import { VariablesPanel } from "./variables-panel.ts"

const COMMAND = "deltaw:variables"

/** A panel in the side bar that lists the variables of the current notebook or console. */
export const variablesPlugin: JupyterFrontEndPlugin<void> = {
  id: "@deltaw/jupyterlab:variables",
  description: "Lists the variables of a running Δw kernel.",
  autoStart: true,
  optional: [ICommandPalette, ILayoutRestorer],
  activate: (
    { shell, commands }: JupyterFrontEnd,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
  ) => {
    const panel = new VariablesPanel()
    panel.id = "deltaw-variables"
    panel.title.label = "Δw"
    panel.title.caption = "Δw: Variables"
    shell.add(panel, "right", { rank: 900 })
    restorer?.add(panel, panel.id)
    const follow = () => {
      const context = sessionContextOf(shell.currentWidget)
      if (context !== null) panel.follow(context)
    }
    shell.currentChanged?.connect(follow)
    follow()
    commands.addCommand(COMMAND, { label: "Δw: Variables", execute: () => shell.activateById(panel.id) })
    palette?.addItem({ command: COMMAND, category: "Δw" })
  },
}

/** Notebooks and consoles have one; their packages are not needed to know that. */
function sessionContextOf(widget: Widget | null): ISessionContext | null {
  if (widget === null || !("sessionContext" in widget)) return null
  return widget.sessionContext as ISessionContext
}

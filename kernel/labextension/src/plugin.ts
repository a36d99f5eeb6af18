import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application"
import { IThemeManager } from "@jupyterlab/apputils"
import { IRenderMimeRegistry } from "@jupyterlab/rendermime"
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces"
import { FigureRenderer } from "./figure-renderer.ts"
import { variablesPlugin } from "./variables-plugin.ts"

/** The type that Plotly figures have everywhere; other extensions may draw it too. */
const SHARED_TYPE = "application/vnd.plotly.v1+json"

/** The same content under a name that only this extension draws. */
const OWN_TYPE = "application/vnd.deltaw.plotly.v1+json"

/** Draws Plotly figures in outputs, and lets them follow JupyterLab's theme. */
const figuresPlugin: JupyterFrontEndPlugin<void> = {
  id: "@deltaw/jupyterlab:figures",
  description: "Draws Plotly figures in the theme of JupyterLab.",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IThemeManager],
  activate: (_app: JupyterFrontEnd, registry: IRenderMimeRegistry, themes: IThemeManager | null) => {
    const shown = new Set<FigureRenderer>()
    const types = registry.getFactory(SHARED_TYPE) === undefined ? [OWN_TYPE, SHARED_TYPE] : [OWN_TYPE]
    registry.addFactory({ safe: true, mimeTypes: types, createRenderer: (options) => create(options, shown) }, 0)
    themes?.themeChanged.connect(() => {
      for (const renderer of shown) void renderer.followTheme()
    })
  },
}

function create(options: IRenderMime.IRendererOptions, shown: Set<FigureRenderer>): FigureRenderer {
  const renderer = new FigureRenderer(options)
  shown.add(renderer)
  renderer.disposed.connect(() => shown.delete(renderer))
  return renderer
}

export default [figuresPlugin, variablesPlugin]

import type { Browser, Page } from "playwright-core"
import { type RunningLab, startLab } from "./jupyter-lab.ts"
import { keepScreenshot, openBrowser, openNotebook } from "./lab-page.ts"

/** A JupyterLab and a browser for the tests of one `describe`. */
export interface LabSuite {
  /** Opens one of the notebooks; its page is closed after the test, with a picture kept where it failed. */
  readonly open: (name: string) => Promise<Page>
  readonly lab: () => RunningLab
}

/**
 * Starts JupyterLab and the browser before the tests of the surrounding `describe`, and ends them after.
 * @param notebooks file name to content, or a function that reads them
 */
export function labSuite(notebooks: () => Promise<Readonly<Record<string, string>>>): LabSuite {
  let lab: RunningLab | undefined
  let browser: Browser | undefined
  const pages: Page[] = []

  before(async function () {
    this.timeout(120_000)
    browser = await openBrowser()
    lab = await startLab(await notebooks())
  })

  afterEach(async function () {
    const failed = this.currentTest?.state === "failed"
    for (const [index, page] of pages.splice(0).entries()) {
      const name = `${this.currentTest?.fullTitle() ?? "test"}-${index}`.replace(/[^\w]+/g, "-")
      if (failed) console.log(`    picture of the page: ${await keepScreenshot(page, name)}\n${lab?.log() ?? ""}`)
      await page.close()
    }
  })

  after(async function () {
    this.timeout(60_000)
    await browser?.close()
    await lab?.stop()
  })

  return {
    lab: () => lab!,
    async open(name) {
      const page = await openNotebook(browser!, lab!, name)
      pages.push(page)
      return page
    },
  }
}

import assert from "node:assert/strict"
import { mkdir, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import { findBrowser } from "../../../kernel/display/figure/browser-place.ts"
import { withScratchFolder } from "../../support/scratch-folder.ts"

type Find = (environment: NodeJS.ProcessEnv, platform?: NodeJS.Platform) => string | null | undefined

/** The same question asked by the set-up, which runs before anything is compiled. */
const { findBrowser: findForTests } = (await import(
  new URL("../../../../kernel/install/steps/browser.mjs", import.meta.url).href
)) as { findBrowser: Find }

describe("the place of the browser", () => {
  it("is where the set-up finds it, on every platform", async () => {
    await withScratchFolder(async (folder) => {
      const places: readonly [NodeJS.Platform, string, NodeJS.ProcessEnv][] = [
        ["linux", "chromium", { PATH: folder }],
        ["linux", "google-chrome", { PATH: `/no/such${path.delimiter}${folder}` }],
        ["darwin", "Applications/Google Chrome.app/Contents/MacOS/Google Chrome", { HOME: folder }],
        ["win32", "Google/Chrome/Application/chrome.exe", { LOCALAPPDATA: folder }],
      ]
      for (const [platform, name, environment] of places) {
        const file = path.join(folder, name)
        await mkdir(path.dirname(file), { recursive: true })
        await writeFile(file, "")
        assert.equal(findBrowser(environment, platform), file)
        assert.equal(findForTests(environment, platform), file)
        await rm(file)
      }
    })
  })

  it("is what a setting names, and nowhere where the setting says none", () => {
    assert.equal(findBrowser({ DELTAW_CHROME: process.execPath, CHROME_PATH: "/no" }), process.execPath)
    assert.equal(findBrowser({ CHROME_PATH: process.execPath }), process.execPath)
    assert.equal(findBrowser({ DELTAW_CHROME: "none", CHROME_PATH: process.execPath }), null)
    assert.equal(findBrowser({ PATH: "" }), null)
    assert.throws(
      () => findBrowser({ DELTAW_CHROME: "/no/browser" }),
      /DELTAW_CHROME is "\/no\/browser", and there is no/,
    )
  })
})

import assert from "node:assert/strict"
import { safeText } from "../../../kernel/labextension/src/text-safety.ts"

function made(text: string): { text: string; refused: string[] } {
  const refused: string[] = []
  return { text: safeText(text, (what) => refused.push(what)), refused }
}

describe("the text of a figure", () => {
  const kept = [
    "plain, 3 < 4 and 5 > 2",
    "<b>bold</b><br><i>italic</i><sub>2</sub>",
    '<a href="https://example.org/a?b=c&d=e">paper</a>',
    "<a href='mailto:someone@example.org' target='_blank'>write</a>",
    '<span style="color: rgb(1, 2, 3); font-size: 12px">red</span>',
    "<abbr href=x>no link tag</abbr>",
  ]
  for (const text of kept) it(`keeps ${text}`, () => assert.deepEqual(made(text), { text, refused: [] }))

  const links: [string, string][] = [
    ["javascript", "<a href='javascript:alert(1)'>x</a>"],
    ["upper case", '<A HREF="JavaScript:alert(1)">x</A>'],
    ["an entity in the scheme", "<a href='jav&#97;script:alert(1)'>x</a>"],
    ["a control character before the scheme", "<a href='\u0001javascript:alert(1)'>x</a>"],
    ["data", '<a href="data:text/html,hi">x</a>'],
    ["a path on this server", "<a href='/api/shutdown'>x</a>"],
    ["no scheme", "<a href='//example.org'>x</a>"],
    ["no quotes", "<a href=https://example.org>x</a>"],
    ["two addresses", "<a href='https://example.org' href='javascript:alert(1)'>x</a>"],
    ["a tag that is never closed", "text <a href='javascript:alert(1)'"],
    ["a value put in later", "<a href='%{customdata}'>x</a>"],
    ["an ftp server", "<a href='ftp://example.org/a'>x</a>"],
  ]
  for (const [name, text] of links) {
    it(`has no link with ${name}`, () => {
      const { text: safe, refused } = made(text)
      assert.doesNotMatch(safe, /href/i)
      assert.equal(refused.length, 1)
    })
  }

  it("has no style that loads something", () => {
    for (const style of [
      "cursor: url(http://example.org/a.cur)",
      "cursor: u\\72l(//example.org)",
      "background: image-set('a')",
      "color: &#117;rl(x)",
    ]) {
      const { text, refused } = made(`<span style="${style}">x</span>`)
      assert.equal(text, "<span>x</span>")
      assert.deepEqual(refused, [style])
    }
  })
})

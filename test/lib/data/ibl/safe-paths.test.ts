import assert from "node:assert/strict"
import { join, resolve, sep } from "node:path"
import fc from "fast-check"
import { DataError } from "../../../../lib/data/data-error.ts"
import { pathWithin } from "../../../../lib/data/ibl/safe-paths.ts"

describe("a path from a server or an archive", () => {
  it("is taken where its names are those of ALF folders", () => {
    const parts = ["made-up-lab", "Subjects/MU_001", "2001-01-01", "001", "alf/#2022-02-02#", "_ibl_trials.table.pqt"]
    assert.equal(pathWithin("root", parts, "A test"), join("root", ...parts.flatMap((part) => part.split("/"))))
  })

  it("that leads out of the folder, or hides where it leads, is refused by name", () => {
    const wrong = [
      "..",
      "../x",
      "a/../../x",
      "/etc/passwd",
      "C:\\x",
      "a\\b",
      "a/./b",
      "a//b",
      "",
      "x\u0000",
      "con",
      "nul.npy",
      "a.",
      " a",
      "~",
    ]
    for (const path of wrong) {
      assert.throws(
        () => pathWithin("root", [path], "A test"),
        (error) => {
          assert.ok(error instanceof DataError)
          assert.match(
            error.message,
            /^A test names the path ".*"; accepted are plain names below the folder, but one is "/,
          )
          return true
        },
      )
    }
  })

  it("never leads out of the folder, whatever it is", () => {
    const root = resolve("root")
    const piece = fc.oneof(fc.string(), fc.constantFrom("..", ".", "/", "\\", "a", "%2e%2e", "../"))
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (parts) => {
        try {
          assert.ok(resolve(pathWithin(root, parts, "A test")).startsWith(root + sep))
        } catch (error) {
          if (!(error instanceof DataError)) throw error
        }
      }),
    )
  })
})

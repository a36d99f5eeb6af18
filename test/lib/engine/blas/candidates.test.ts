import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { accelerate, listCandidates } from "../../../../lib/engine/blas/candidates.ts"
import type { Environment } from "../../../../lib/numerics/places.ts"

describe("candidates for a BLAS", () => {
  let root: string
  const put = (...parts: string[]) => {
    const file = join(root, ...parts)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, parts.join())
    return file
  }
  const list = (environment: Environment, platform: NodeJS.Platform = "linux") =>
    listCandidates({ environment, platform, architecture: "x64", packageFolder: join(root, "package") })
  /** Those in the folder of the test, as this machine may have others. */
  const found = (environment: Environment, platform?: NodeJS.Platform) =>
    list(environment, platform)
      .found.filter(({ path }) => path.startsWith(root))
      .map(({ path, source }) => [path.slice(root.length + 1).replaceAll("\\", "/"), source])

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "deltaw-blas-")))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it("come from .venv, the active environments and the system, in this order", () => {
    const library = "libscipy_openblas.so"
    put("package", ".venv", "lib", "python3.12", "site-packages", "scipy_openblas32", "lib", library)
    put("active", "lib", "python3.11", "site-packages", "numpy.libs", "libscipy_openblas64_-32a4b2a6.so")
    put("conda", "lib", "libmkl_rt.so.2")
    put("conda", "lib", "libopenblas.so.0")
    put("system", "libblas.so.3")
    put("system", "libopenblas.so.0")
    put("system", "libopenblasp.so.0")
    put("system", "libm.so.6")
    const environment = {
      VIRTUAL_ENV: join(root, "active"),
      CONDA_PREFIX: join(root, "conda"),
      LD_LIBRARY_PATH: join(root, "system"),
    }
    assert.deepEqual(found(environment), [
      [`package/.venv/lib/python3.12/site-packages/scipy_openblas32/lib/${library}`, ".venv"],
      ["active/lib/python3.11/site-packages/numpy.libs/libscipy_openblas64_-32a4b2a6.so", "VIRTUAL_ENV"],
      ["conda/lib/libopenblas.so.0", "CONDA_PREFIX"],
      ["conda/lib/libmkl_rt.so.2", "CONDA_PREFIX"],
      ["system/libopenblas.so.0", "the system"],
      ["system/libblas.so.3", "the system"],
    ])
  })

  it("lie elsewhere and are called otherwise on macOS and Windows", () => {
    put("package", ".venv", "lib", "python3.12", "site-packages", "scipy_openblas32", "lib", "libscipy_openblas.dylib")
    put("package", ".venv", "Lib", "site-packages", "scipy_openblas32", "lib", "libscipy_openblas-fb1711.dll")
    put("package", ".venv", "Lib", "site-packages", "scipy_openblas32", "lib", "libscipy_openblas.lib")
    put("conda", "Library", "bin", "mkl_rt.2.dll")
    const environment = { CONDA_PREFIX: join(root, "conda") }
    assert.deepEqual(found(environment, "darwin"), [
      ["package/.venv/lib/python3.12/site-packages/scipy_openblas32/lib/libscipy_openblas.dylib", ".venv"],
    ])
    assert.ok(list({}, "darwin").found.some(({ path, file }) => path === accelerate && file === null))
    assert.ok(!list({}, "linux").found.some(({ path }) => path === accelerate))
    assert.deepEqual(found(environment, "win32"), [
      ["package/.venv/Lib/site-packages/scipy_openblas32/lib/libscipy_openblas-fb1711.dll", ".venv"],
      ["conda/Library/bin/mkl_rt.2.dll", "CONDA_PREFIX"],
    ])
  })

  it("are listed once, however many ways lead to a library, by the path of the file itself", () => {
    const file = put("real", "libopenblas.so.0")
    symlinkSync(join(root, "real"), join(root, "linked"), "junction")
    const folders = [join(root, "linked"), join(root, "real")].join(delimiter)
    const listed = list({ LD_LIBRARY_PATH: folders }).found.filter(({ path }) => path.startsWith(root))
    assert.deepEqual(
      listed.map(({ path, file: size }) => [path, size?.bytes]),
      [[file, "real,libopenblas.so.0".length]],
    )
  })

  it("are the library that DELTAW_BLAS names, and nothing besides", () => {
    put("package", ".venv", "lib", "python3.12", "site-packages", "scipy_openblas32", "lib", "libscipy_openblas.so")
    const file = put("mine", "any-name.so")
    const { found: all, asked } = list({ DELTAW_BLAS: file })
    assert.equal(asked, "library")
    assert.deepEqual(
      all.map(({ path, source }) => [path, source]),
      [[file, "DELTAW_BLAS"]],
    )
  })

  it("are none where DELTAW_BLAS is none", () => {
    put("package", ".venv", "lib", "python3.12", "site-packages", "scipy_openblas32", "lib", "libscipy_openblas.so")
    assert.deepEqual(list({ DELTAW_BLAS: "none" }), { found: [], asked: "none" })
  })

  it("are refused where DELTAW_BLAS names no file, with what would be accepted", () => {
    for (const setting of [join(root, "missing.so"), root, "openblas"])
      assert.throws(
        () => list({ DELTAW_BLAS: setting }),
        (error: Error) =>
          error.message.startsWith(
            `DELTAW_BLAS is "${setting}", which is not a file. Accepted are "none" and the path`,
          ),
      )
  })
})

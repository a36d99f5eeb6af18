import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { Scalar, Tensor } from "@tensorflow/tfjs-core"
import { build } from "esbuild"
import type { ChoiceSequence } from "../../lib/data/choices.ts"
import type { UpdateNetwork } from "../../lib/inference/dnn-glm/network.ts"
import { rateBlocks } from "../../lib/networks/rate-network.ts"
import type { Trials } from "../../lib/tasks/trials.ts"
import type { RateProblem } from "./rate-problems.ts"
import { withScratchFolder } from "./scratch-folder.ts"

/** TensorFlow.js with its plain JavaScript backend, or the one in WebAssembly. */
export type TensorFlow = typeof import("@tensorflow/tfjs-core")

const webAssemblyFolder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))

let bundle: Promise<TensorFlow> | undefined

/**
 * TensorFlow.js on a backend, which stays chosen until another is: to be called before the tests of each suite, as all copies of
 * TensorFlow.js in a process share one engine.
 */
export async function loadTensorFlow(backend: "cpu" | "wasm" = "cpu"): Promise<TensorFlow> {
  bundle ??= loadBundle()
  const tf = await bundle
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend}`)
  return tf
}

/**
 * Loads TensorFlow.js with the gradients of its operations. Its bundle for Node leaves those out, and the file that has them is written
 * for bundlers, so one is run.
 */
async function loadBundle(): Promise<TensorFlow> {
  const contents = `export * from "@tensorflow/tfjs-core"
    import "@tensorflow/tfjs-core/dist/register_all_gradients"
    import "@tensorflow/tfjs-backend-cpu"
    import "@tensorflow/tfjs-backend-wasm"`
  return withScratchFolder(async (folder) => {
    const outfile = join(folder, "tensorflow.mjs")
    await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
      bundle: true,
      outfile,
      format: "esm",
      platform: "node",
      mainFields: ["module", "main"],
      external: ["node-fetch"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)' },
      // The backend in WebAssembly looks for its code beside the file that it believes to be in.
      define: {
        __dirname: JSON.stringify(webAssemblyFolder),
        __filename: JSON.stringify(join(webAssemblyFolder, "index.js")),
      },
    })
    const tf = (await import(pathToFileURL(outfile).href)) as TensorFlow
    // Or it advertises its native backend on the console.
    tf.enableProdMode()
    return tf
  })
}

/** The blocks of parameters that a rate network has, as tensors. */
export function rateTensors(tf: TensorFlow, { network: { layout } }: RateProblem, values: ArrayLike<number>): Tensor[] {
  return rateBlocks
    .map((name) => layout[name])
    .filter(({ rows }) => rows > 0)
    .map(({ first, rows, columns }) =>
      tf.tensor2d(Float32Array.from(values).subarray(first, first + rows * columns), [rows, columns]),
    )
}

/**
 * The loss of a rate network as a function of its blocks of parameters.
 * TensorFlow.js cannot differentiate twice through operations whose slope it takes from their result, among them tanh and exp
 * (tensorflow/tfjs issue 3252); with `twice` they are made of sinh and cosh, whose slopes it takes from their argument.
 */
export function rateLoss(tf: TensorFlow, problem: RateProblem, twice: boolean): (...blocks: Tensor[]) => Scalar {
  const { network, trials } = problem
  const { units, inputs, integration, leak, gain, activation, selfConnections } = network
  const tanh = (v: Tensor) => (twice ? tf.div(tf.sinh(v), tf.cosh(v)) : tf.tanh(v))
  const size = trials.trials * inputs
  const x = Array.from({ length: trials.steps }, (_, t) =>
    tf.tensor2d(Float32Array.from(trials.inputs.subarray(t * size, (t + 1) * size)), [trials.trials, inputs]),
  )
  const others = tf.sub(1, tf.eye(units))
  const score = outputLoss(tf, trials, network.outputs, twice)
  return (recurrent, input, readout, bias) => {
    const W = selfConnections ? recurrent! : tf.mul(recurrent!, others)
    let v: Tensor = tf.zeros([trials.trials, units])
    let z = v
    const outputs = x.map((now) => {
      const drive = tf.add(tf.matMul(z, W, false, true), tf.matMul(now, input!, false, true))
      v = tf.add(tf.mul(leak, integration === "euler" ? z : v), tf.mul(gain, drive))
      z = activation === "tanh" ? tanh(v) : tf.relu(v)
      const y = tf.matMul(z, readout!, false, true)
      return bias === undefined ? y : tf.add(y, bias)
    })
    return score(tf.concat(outputs, 0))
  }
}

/** Half the mean squared error or the mean cross-entropy of outputs, T B x N_out, with the weights of their rows. */
function outputLoss(tf: TensorFlow, trials: Trials, outputs: number, twice: boolean): (y: Tensor) => Scalar {
  const { target, weights } = trials
  const rows = trials.steps * trials.trials
  const scored = (row: number) => target.kind === "values" || target.labels[row]! >= 0
  const each = Float32Array.from({ length: rows }, (_, row) => (scored(row) ? (weights?.[row] ?? 1) : 0))
  const weight = tf.tensor2d(each, [rows, 1])
  const mean = (loss: Tensor) => tf.div<Scalar>(tf.sum(tf.mul(weight, loss)), tf.sum(weight))
  const entries = (value: (i: number) => number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * outputs }, (_, i) => value(i)),
      [rows, outputs],
    )
  if (target.kind === "values") {
    const goal = entries((i) => target.values[i]!)
    return (y) => mean(tf.div(tf.square(tf.sub(y, goal)), 2 * outputs))
  }
  const chosen = entries((i) => (target.labels[Math.floor(i / outputs)] === i % outputs ? 1 : 0))
  const exp = (y: Tensor) => (twice ? tf.add(tf.cosh(y), tf.sinh(y)) : tf.exp(y))
  return (y) => mean(tf.sub(tf.log(tf.sum(exp(y), 1, true)), tf.sum(tf.mul(chosen, y), 1, true)))
}

/**
 * The loss of the DNNGLM as a function of its flat vector of parameters: mean negative log likelihood of all trials, nats, the gradient
 * stopped at each multiple of `chunkTrials`.
 */
export function dnnGlmLoss(
  tf: TensorFlow,
  { mlp, scale }: UpdateNetwork,
  animals: readonly ChoiceSequence[],
  chunkTrials: number,
): (parameters: Tensor) => Scalar {
  const count = animals.reduce((sum, { choice }) => sum + choice.length, 0)
  return (parameters) => {
    const part = (first: number, shape: [number, number]) =>
      tf.reshape(tf.slice(parameters, first, shape[0] * shape[1]), shape)
    const layers = mlp.layers.map(({ inputs, outputs, weights, biases }) => ({
      weights: part(weights, [inputs, outputs]),
      biases: part(biases, [1, outputs]),
    }))
    const factors = part(scale, [1, 2])
    const update = (u: Tensor) => {
      const out = layers.reduce((x, { weights, biases }, index) => {
        const y = tf.add(tf.matMul(x, weights), biases)
        return index < layers.length - 1 ? tf.relu(y) : y
      }, u)
      return tf.mul(factors, out)
    }
    const losses = animals.flatMap(({ stimulus, choice, reward, side, sessionStart }) => {
      let w: Tensor = tf.zeros([1, 2])
      return Array.from(choice, (y, t) => {
        if (t % chunkTrials === 0) w = tf.tensor2d(w.dataSync(), [1, 2])
        const logit = tf.sum(tf.mul(w, [[stimulus[t]!, 1]]))
        const seen = tf.tensor2d([[stimulus[t]!, 1, sessionStart[t]!, y, reward[t]!, side[t]!]])
        w = tf.add(w, update(tf.concat([w, seen], 1)))
        return tf.sub<Scalar>(tf.softplus(logit), tf.mul(y, logit))
      })
    })
    return tf.div(tf.addN(losses), count)
  }
}

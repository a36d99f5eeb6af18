/** Cells of the kernel's benchmark in one language; `n` makes each cell one that was not run before. */
export interface Dialect {
  /** An expression, and the text it shows. */
  readonly trivial: (n: number) => readonly [cell: string, shown: string]
  /** 25 lines with types. */
  readonly typed: (n: number) => string
  /** A declaration that stays, for the growth over many cells. */
  readonly declaring: (n: number) => string
  /** Code with the cursor behind it, and a name that must be among the completions. */
  readonly completion: readonly [code: string, name: string]
  /** Registers the comm target `echo`, which sends buffers back; null where the kernel has no such thing. */
  readonly echo: string | null
}

const typedTypeScript = (n: number) => `interface Trial${n} {
  readonly stimulus: number
  readonly choice: "left" | "right"
  readonly reward: 0 | 1
}
type Weights${n} = readonly [bias: number, slope: number]
function probability${n}(trial: Trial${n}, [bias, slope]: Weights${n}): number {
  return 1 / (1 + Math.exp(-(bias + slope * trial.stimulus)))
}
function step${n}(weights: Weights${n}, trial: Trial${n}, rate = 0.1): Weights${n} {
  const p = probability${n}(trial, weights)
  const chosen: number = trial.choice === "right" ? 1 : 0
  const error = trial.reward * (chosen - p)
  return [weights[0] + rate * error, weights[1] + rate * error * trial.stimulus]
}
const trials${n}: Trial${n}[] = Array.from({ length: 50 }, (_, index) => ({
  stimulus: (index % 9) / 4 - 1,
  choice: index % 2 === 0 ? "right" : "left",
  reward: index % 3 === 0 ? 1 : 0,
}))
let weights${n}: Weights${n} = [0, ${n}]
for (const trial of trials${n}) weights${n} = step${n}(weights${n}, trial)
const last${n} = new Map<string, number>([["bias", weights${n}[0]]])
weights${n}.map((weight) => weight.toFixed(3))`

const typedPython = (n: number) => `from dataclasses import dataclass
from math import exp
from typing import Literal

@dataclass(frozen=True)
class Trial${n}:
    stimulus: float
    choice: Literal["left", "right"]
    reward: int

def probability${n}(trial: Trial${n}, weights: tuple[float, float]) -> float:
    return 1 / (1 + exp(-(weights[0] + weights[1] * trial.stimulus)))

def step${n}(weights: tuple[float, float], trial: Trial${n}, rate: float = 0.1) -> tuple[float, float]:
    p = probability${n}(trial, weights)
    chosen = 1 if trial.choice == "right" else 0
    error = trial.reward * (chosen - p)
    return weights[0] + rate * error, weights[1] + rate * error * trial.stimulus

trials${n} = [Trial${n}((i % 9) / 4 - 1, "right" if i % 2 == 0 else "left", int(i % 3 == 0)) for i in range(50)]
weights${n}: tuple[float, float] = (0.0, ${n}.0)
for trial in trials${n}:
    weights${n} = step${n}(weights${n}, trial)
[f"{weight:.3f}" for weight in weights${n}]`

const typescript: Dialect = {
  trivial: (n) => [`1 + ${n}`, String(n + 1)],
  typed: typedTypeScript,
  declaring: (n) => `const value${n}: number = ${n} * 2\nvalue${n} + 1`,
  completion: ["[1, 2].flatM", "flatMap"],
  echo: null,
}

/** Cells for Δw. */
export const ourDialect: Dialect = {
  ...typescript,
  echo: `import { comms } from "@deltaw/kernel"
comms.registerTarget("echo", (comm) => {
  comm.onMessage(({ data, buffers }) => comm.send(data, { buffers }))
})`,
}

/** Cells for tslab, whose comms carry no buffers. */
export const tslabDialect: Dialect = typescript

/** Cells for ipykernel. */
export const pythonDialect: Dialect = {
  trivial: typescript.trivial,
  typed: typedPython,
  declaring: (n) => `value${n}: int = ${n} * 2\nvalue${n} + 1`,
  completion: ["str.splitl", "splitlines"],
  echo: `def opened(comm, message):
    comm.on_msg(lambda m: comm.send(data=m["content"]["data"], buffers=m["buffers"]))
get_ipython().kernel.comm_manager.register_target("echo", opened)`,
}

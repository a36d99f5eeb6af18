import { onSupportedNode } from "./node-check.mjs"

onSupportedNode(() => import("./commands/bench.mjs").then((module) => module.benchCommand))

import { onSupportedNode } from "./node-check.mjs"

onSupportedNode(() => import("./commands/build.mjs").then((module) => module.buildCommand))

import { onSupportedNode } from "./node-check.mjs"

onSupportedNode(() => import("./commands/test.mjs").then((module) => module.testCommand))

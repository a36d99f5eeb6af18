import { onSupportedNode } from "./node-check.mjs"

onSupportedNode(() => import("./commands/start.mjs").then((module) => module.startCommand))

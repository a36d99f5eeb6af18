#!/usr/bin/env node
import { onSupportedNode } from "./node-check.mjs"

onSupportedNode(() => import("./commands/deltaw.mjs").then((module) => module.deltawCommand))

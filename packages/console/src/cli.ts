#!/usr/bin/env node
// The command `telltale-console`. Only what has to happen before the code of the console is loaded.
import { isStart } from "./is-start.ts";
import { limitYoungGeneration } from "./young-generation.ts";

if (isStart(process.argv.slice(2))) limitYoungGeneration();
await import("./command-line.ts");

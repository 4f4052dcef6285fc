// `telltale catalog diff OLD NEW`.
import type { Command } from "../command.ts";
import { consoleOptions } from "../console.ts";
import { exportOption, outputOption } from "./options.ts";

export const diffCommand: Command = {
  name: "catalog diff",
  help: "compare two versions of a catalog: breaking, risky and safe changes, and what uses what changes",
  details:
    "OLD and NEW are catalog files, JSON written by `telltale catalog docs --format json`, or `git:REV:PATH`,\n" +
    "for example git:origin/main:src/catalog.ts. Exits with 1 when there are changes of --fail-on or worse.\n" +
    "With --console, saved views that use what changes are listed, too.",
  argument: "OLD NEW",
  options: {
    ...exportOption,
    format: { value: "FORMAT", help: "text (default), json, github, or markdown (for a pull request)" },
    ...outputOption,
    "fail-on": { value: "IMPACT", help: "breaking (default), risky or never" },
    ...consoleOptions,
  },
  async run(args, values, surroundings) {
    const { runDiff } = await import("./diff.ts");
    return runDiff(args[0]!, args[1]!, values, surroundings);
  },
};

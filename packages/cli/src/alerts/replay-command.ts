// `telltale replay RULES DATA`.
import type { Command } from "../command.ts";

export const replayCommand: Command = {
  name: "replay",
  help: "replay data through alert rules and print when they fire",
  details:
    "RULES is a file of rules (YAML, JSON, or TypeScript with `defineAlert`), or a folder of them. DATA is a table (.csv), lines of OTLP JSON\n" +
    "as `telltale-console export` writes them (.jsonl, .ndjson), or a module that exports a `scenario` (.ts, .js); several files are read\n" +
    "together when they are separated by commas, and all files of data in a folder.\n" +
    "--promtool writes rules.yml and test.yml: the points of the data, and the firings of the replay as what promtool expects. Rules that\n" +
    "Prometheus cannot evaluate with the same result are listed on standard error with the reason.\n" +
    "Exits with 1 when a file cannot be read, when rules have mistakes, when the timeline differs from --expect, and when --promtool finds\n" +
    "no rule to write.",
  argument: "RULES DATA",
  options: {
    format: { value: "FORMAT", help: "text (default) or json" },
    rule: {
      value: "NAME",
      repeated: true,
      help: "replay only this rule, also of an objective; may be repeated",
    },
    from: { value: "TIME", help: "begin here instead of with the data: 2026-03-02T09:00:00Z" },
    to: { value: "TIME", help: "end here instead of with the data" },
    catalog: {
      value: "FILE",
      help: "a catalog: names of things, steps, states and attributes that it does not declare are mistakes",
    },
    output: { value: "FILE", help: "write to this file instead of standard output" },
    promtool: {
      value: "DIR",
      help: "also write the rules on metrics to this folder as Prometheus rules, with tests for `promtool test rules`",
    },
    expect: { value: "FILE", help: "compare with this timeline, and exit with 1 when it differs" },
  },
  async run(args, values, surroundings) {
    const { runReplay } = await import("./replay.ts");
    return runReplay(args[0]!, args[1]!, values, surroundings);
  },
};

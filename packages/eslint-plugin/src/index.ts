// The plugin as ESLint and oxlint load it: the rules, and the configs `recommended` and `strict`.
import type { ESLint, Linter, Rule } from "eslint";
import manifest from "../package.json" with { type: "json" };
import awaitTrace from "./rules/await-trace.ts";
import constantSpanName from "./rules/constant-span-name.ts";
import declaredAttributes from "./rules/declared-attributes.ts";
import endSpan from "./rules/end-span.ts";
import meaningfulName from "./rules/meaningful-name.ts";
import metricUnit from "./rules/metric-unit.ts";
import noAwaitInEnteredSpan from "./rules/no-await-in-entered-span.ts";
import noObjectDump from "./rules/no-object-dump.ts";
import noSensitiveAttributes from "./rules/no-sensitive-attributes.ts";
import noSpanInHotCode from "./rules/no-span-in-hot-code.ts";
import recordCaughtErrors from "./rules/record-caught-errors.ts";
import safeMetricAttributes from "./rules/safe-metric-attributes.ts";

const rules: Record<string, Rule.RuleModule> = {
  "await-trace": awaitTrace,
  "constant-span-name": constantSpanName,
  "declared-attributes": declaredAttributes,
  "end-span": endSpan,
  "meaningful-name": meaningfulName,
  "metric-unit": metricUnit,
  "no-await-in-entered-span": noAwaitInEnteredSpan,
  "no-object-dump": noObjectDump,
  "no-sensitive-attributes": noSensitiveAttributes,
  "no-span-in-hot-code": noSpanInHotCode,
  "record-caught-errors": recordCaughtErrors,
  "safe-metric-attributes": safeMetricAttributes,
};

/** What is a matter of taste in most code warns in `recommended`. */
const warnings: ReadonlySet<string> = new Set(["meaningful-name", "metric-unit", "no-span-in-hot-code"]);
/** Options that `strict` sets. */
const stricter: Readonly<Record<string, object>> = {
  "constant-span-name": { allow: "none" },
  "no-span-in-hot-code": { loops: "all" },
  "record-caught-errors": { comments: false },
};

interface Plugin extends ESLint.Plugin {
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: { readonly recommended: Linter.Config; readonly strict: Linter.Config };
}

const plugin: Omit<Plugin, "configs"> & { configs: Record<string, Linter.Config> } = {
  meta: { name: "eslint-plugin-telltale", version: manifest.version, namespace: "telltale" },
  rules,
  configs: {},
};
plugin.configs["recommended"] = config("recommended", (name) => (warnings.has(name) ? "warn" : "error"));
plugin.configs["strict"] = config("strict", (name) => {
  const options = stricter[name];
  return options === undefined ? "error" : ["error", options];
});

function config(name: string, entry: (rule: string) => Linter.RuleEntry): Linter.Config {
  return {
    name: `telltale/${name}`,
    plugins: { telltale: plugin },
    rules: Object.fromEntries(Object.keys(rules).map((rule) => [`telltale/${rule}`, entry(rule)])),
  };
}

export default plugin as Plugin;

// Guards that keep telemetry within generous limits: sizes, and numbers of distinct values.
import type { CardinalityPlan, CardinalityRule } from "../engine/cardinality/guard.ts";
import type { Environment } from "../engine/settings/environment.ts";
import { wildcards } from "catalog/wildcard";
import { resolve } from "../settings/resolve.ts";
import type { OptionsOf } from "../settings/setting.ts";
import { readDocument } from "./read-document.ts";
import { type SizeGuard, sizeSettings, toSizeGuard } from "./size-guard.ts";

const patterns = {
  type: "either",
  of: [{ type: "text" }, { type: "list", of: { type: "text" } }],
  expected: "a name or a pattern, or several",
} as const;

/** What is done with the values of an attribute. */
const ruleSettings = {
  type: "group",
  settings: {
    /** Names of attributes; `*` matches any characters. */
    attribute: {
      type: "either",
      of: patterns.of as typeof patterns.of,
      expected: "a name or a pattern, or several",
      required: true,
    },
    /** Names of instruments; `*` matches any characters. All when left out. */
    instrument: patterns as typeof patterns,
    /**
     * `fold` puts `{other}` in place of the value, `hash` one of a few (`bucket-3`), `normalize` takes the ids out of a text, `drop` leaves the
     * attribute out, `warn` does nothing of it.
     */
    action: {
      type: "choice",
      values: ["warn", "fold", "hash", "normalize", "drop"],
      required: true,
    },
    /** Number of different values from which the rule applies; known series stay as they are. 0: at once. Default: the number at which it warns. */
    above: { type: "whole" },
    /** How many values `hash` leaves. */
    buckets: { type: "whole", least: 1, default: 16 },
  },
} as const;

/** What is done where attributes, or names, have too many different values. */
const cardinalitySettings = {
  type: "group",
  switch: { type: "flag", values: [false], default: true },
  settings: {
    /** The share of an instrument's series (`limits.cardinality`) from which it warns. */
    warnAt: { type: "number", above: 0, most: 1, default: 0.5 },
    /** The first rule that is for an instrument and its attribute counts. Without one it only warns. */
    rules: { type: "list", of: ruleSettings as typeof ruleSettings, default: [] },
    /** Number of different names of spans, and of events, above which it warns. */
    names: { type: "whole", least: 1, default: 1000 },
  },
} as const;

/** Guards against what grows: plain data. `TELLTALE_GUARDS` holds all of it: `off`, JSON, or the path of a JSON or YAML file. */
export const guardSettings = {
  type: "group",
  variable: "TELLTALE_GUARDS",
  file: "telltale.guards",
  fallback: "warn, and cut what is very large",
  settings: {
    /** How large things may be; `false` for any size. */
    size: sizeSettings as typeof sizeSettings,
    /** How many different values there may be; `false` for no guard beside the limits. */
    cardinality: cardinalitySettings as typeof cardinalitySettings,
  },
} as const;

/** Guards against what grows: plain data. */
export interface GuardOptions extends OptionsOf<typeof guardSettings.settings> {}

/** What is done where attributes, or names, have too many different values. */
export interface CardinalityGuardOptions extends OptionsOf<typeof cardinalitySettings.settings> {}

/** What is done with the values of an attribute. */
export interface CardinalityRuleOptions extends OptionsOf<typeof ruleSettings.settings> {}

/** The guards, resolved. */
export interface Guards {
  readonly size: SizeGuard;
  readonly cardinality: CardinalityPlan | undefined;
}

/**
 * Resolves `options` with the environment and `file`, what the configuration file says of it. The strongest that is there counts as a whole.
 *
 * @throws {TelemetryError} `TT_OPTION` for what is wrong with the options or the file.
 */
export function resolveGuards(
  options: GuardOptions | undefined,
  file: GuardOptions | undefined,
  env: Environment,
): Guards {
  const { variable } = guardSettings;
  if (options !== undefined) return toGuards(options, "guards", env);
  return (
    readDocument(env, variable, ["off"], (data) =>
      toGuards(data === "off" ? { size: false, cardinality: false } : data, variable, env),
    ) ?? toGuards(file ?? {}, "guards", env)
  );
}

function toGuards(options: unknown, path: string, env: Environment): Guards {
  const { size, cardinality } = resolve(guardSettings, options, path, env);
  const asked = (options as GuardOptions).size;
  return {
    size: toSizeGuard(size, typeof asked === "object" && asked.valueLength !== undefined),
    cardinality: cardinality && { ...cardinality, rules: cardinality.rules.map(toRule) },
  };
}

function toRule({
  attribute,
  instrument,
  action,
  above,
  buckets = 16,
}: CardinalityRuleOptions): CardinalityRule {
  return {
    key: matches(attribute),
    instrument: instrument === undefined ? () => true : matches(instrument),
    action,
    above,
    buckets,
  };
}

function matches(names: string | readonly string[]): (name: string) => boolean {
  return wildcards([names].flat());
}

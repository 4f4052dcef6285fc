// What keeps telemetry within bounds that nobody should meet: sizes, and how many different values there are. Options over
// `TELLTALE_GUARDS` over defaults.
import type { CardinalityAction, CardinalityPlan, CardinalityRule } from "../engine/cardinality/guard.ts";
import type { Environment } from "../engine/environment.ts";
import { wildcard } from "../engine/wildcard.ts";
import { TelemetryError } from "../error.ts";
import { readDocument } from "./read-document.ts";
import { settleSizeGuard, type SizeGuard, type SizeGuardOptions } from "./size-guard.ts";

/** Guards against what grows: plain data. */
export interface GuardOptions {
  /** How large things may be; `false` for any size. */
  readonly size?: SizeGuardOptions | false | undefined;
  /** How many different values there may be; `false` for no guard beside the limits. */
  readonly cardinality?: CardinalityGuardOptions | false | undefined;
}

/** What is done where attributes, or names, have too many different values. */
export interface CardinalityGuardOptions {
  /** The share of an instrument's series (`limits.cardinality`) from which it warns: above 0 to 1. 0.5 */
  readonly warnAt?: number | undefined;
  /** The first rule that is for an instrument and its attribute counts. Without one it only warns. */
  readonly rules?: readonly CardinalityRuleOptions[] | undefined;
  /** So many different names of spans, and of events, are not warned of. 1000 */
  readonly names?: number | undefined;
}

/** What is done with the values of an attribute. */
export interface CardinalityRuleOptions {
  /** Names of attributes; `*` stands for any characters. */
  readonly attribute: string | readonly string[];
  /** Names of instruments; `*` stands for any characters. All when left out. */
  readonly instrument?: string | readonly string[] | undefined;
  /**
   * `fold` puts `{other}` in place of the value, `hash` one of a few (`bucket-3`), `normalize` takes the ids out of a text, `drop` leaves the
   * attribute out, `warn` does nothing of it.
   */
  readonly action: CardinalityAction;
  /** From so many different values on; series that are known stay as they are. 0 for at once. Default: from where it would warn. */
  readonly above?: number | undefined;
  /** How many values `hash` leaves. 16 */
  readonly buckets?: number | undefined;
}

/** What the guards have come to. */
export interface Guards {
  readonly size: SizeGuard;
  readonly cardinality: CardinalityPlan | undefined;
}

const actions = ["warn", "fold", "hash", "normalize", "drop"] as const;

/**
 * Settles `options` with the environment and `file`, what the configuration file says of it. The strongest that is there counts as a whole.
 *
 * @throws {TelemetryError} `TT_OPTION` for what is wrong with the options or the file.
 */
export function settleGuards(
  options: GuardOptions | undefined,
  file: GuardOptions | undefined,
  env: Environment,
): Guards {
  const variable = "TELLTALE_GUARDS";
  if (options !== undefined) return settle(options, "guards");
  return (
    readDocument(env, variable, ["off"], (data) =>
      data === "off" ? settle({ size: false, cardinality: false }, variable) : settle(data, variable),
    ) ?? settle(file ?? {}, "guards")
  );
}

/** Guards out of plain data, as files have them. @throws {TelemetryError} `TT_OPTION` when something is wrong. */
export function guardsOfData(data: unknown, path: string): GuardOptions {
  settle(data, path);
  return data as GuardOptions;
}

function settle(options: unknown, where: string): Guards {
  const { size, cardinality } = fieldsOf(options, where, ["size", "cardinality"]);
  return {
    size: settleSizeGuard(size, `${where}.size`),
    cardinality:
      cardinality === false ? undefined : settleCardinality(cardinality ?? {}, `${where}.cardinality`),
  };
}

function settleCardinality(options: unknown, where: string): CardinalityPlan {
  const { warnAt = 0.5, rules = [], names = 1000 } = fieldsOf(options, where, ["warnAt", "rules", "names"]);
  if (typeof warnAt !== "number" || !(warnAt > 0 && warnAt <= 1))
    throw wrong(`${where}.warnAt`, warnAt, "a share above 0, 1 at most");
  if (!Array.isArray(rules)) throw wrong(`${where}.rules`, rules, "a list of rules");
  return {
    warnAt,
    names: whole(names, `${where}.names`, 1),
    rules: rules.map((rule, at) => settleRule(rule, `${where}.rules[${at}]`)),
  };
}

const ruleNames = ["attribute", "instrument", "action", "above", "buckets"];

function settleRule(options: unknown, where: string): CardinalityRule {
  const { attribute, instrument, action, above, buckets = 16 } = fieldsOf(options, where, ruleNames);
  if (!actions.includes(action as never))
    throw wrong(`${where}.action`, action, `one of ${actions.join(", ")}`);
  return {
    key: patterns(attribute, `${where}.attribute`),
    instrument: instrument === undefined ? () => true : patterns(instrument, `${where}.instrument`),
    action: action as CardinalityAction,
    above: above === undefined ? undefined : whole(above, `${where}.above`, 0),
    buckets: whole(buckets, `${where}.buckets`, 1),
  };
}

function patterns(value: unknown, where: string): (name: string) => boolean {
  const list = [value].flat() as unknown[];
  if (list.length === 0 || list.some((one) => typeof one !== "string" || one === ""))
    throw wrong(where, value, "a name or a pattern, or several");
  const tests = (list as string[]).map(wildcard);
  return (name) => tests.some((test) => test(name));
}

function whole(value: unknown, where: string, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw wrong(where, value, `a whole number of at least ${least}`);
}

function fieldsOf(
  value: unknown,
  where: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(where, value, `an object with ${known.join(", ")}`);
  for (const name of Object.keys(value))
    if (!known.includes(name))
      throw wrong(`${where}.${name}`, (value as never)[name], `one of ${known.join(", ")}`);
  return value as Readonly<Record<string, unknown>>;
}

function wrong(name: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}

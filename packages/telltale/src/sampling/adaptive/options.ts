// How much is to be kept of whatever comes, and what counts as different.
import { isRecord, refusal, refuseUnknown } from "../../conditions/refusal.ts";
import type { TraceFacts } from "../../conditions/facts.ts";

/** What traces are told apart by, so that each kind has a budget. */
export type AdaptiveKey = "route" | "name" | "transaction" | ((trace: TraceFacts) => string);

/** A target for all traces that no rule decides: one of `tracesPerSecond` and `bytesPerHour`. */
export interface AdaptiveOptions {
  /** Kept traces a second, in this process. */
  readonly tracesPerSecond?: number | undefined;
  /** Bytes of kept traces an hour, as estimated before they are encoded, not compressed, in this process. */
  readonly bytesPerHour?: number | undefined;
  /**
   * What has a budget of its own: the route of the local root, its name, the type of the transaction, or what a function says. Default:
   * the transaction, else the route, else the name.
   */
  readonly key?: AdaptiveKey | undefined;
  /** How many times the budget of others a key's failed traces have. 4 */
  readonly errorWeight?: number | undefined;
  /** How many keys are told apart; those beyond share a budget. 1000 */
  readonly maxKeys?: number | undefined;
}

const fields = ["tracesPerSecond", "bytesPerHour", "key", "errorWeight", "maxKeys"];
const keys = ["route", "name", "transaction"];

/** Whether `options` can be used. @throws {TelemetryError} `TT_RULE` */
export function checkAdaptive(options: unknown, path: string): asserts options is AdaptiveOptions {
  if (!isRecord(options)) throw refusal(path, options, 'an object such as { "tracesPerSecond": 10 }');
  refuseUnknown(options, fields, path);
  const { tracesPerSecond, bytesPerHour, key, errorWeight, maxKeys } = options;
  if ((tracesPerSecond === undefined) === (bytesPerHour === undefined))
    throw refusal(path, options, "one of `tracesPerSecond` and `bytesPerHour`");
  checkAbove(tracesPerSecond, 0, `${path}.tracesPerSecond`);
  checkAbove(bytesPerHour, 0, `${path}.bytesPerHour`);
  checkAbove(errorWeight, 0, `${path}.errorWeight`);
  if (key !== undefined && typeof key !== "function" && !keys.includes(key as string))
    throw refusal(`${path}.key`, key, `one of ${keys.join(", ")}, or a function`);
  if (maxKeys !== undefined && !(Number.isSafeInteger(maxKeys) && (maxKeys as number) >= 1))
    throw refusal(`${path}.maxKeys`, maxKeys, "a whole number of at least 1");
}

function checkAbove(value: unknown, least: number, path: string): void {
  if (value === undefined || (typeof value === "number" && value > least && value < Infinity)) return;
  throw refusal(path, value, `a number of more than ${least}`);
}

// How much is to be kept of whatever comes, and what counts as different.
import { refusal } from "../../conditions/refusal.ts";
import { check } from "../../settings/check.ts";
import { type AdaptiveOptions, adaptiveSettings } from "../settings.ts";

export type { AdaptiveKey, AdaptiveOptions } from "../settings.ts";

/** Whether `options` can be used. @throws {TelemetryError} `TT_RULE` */
export function checkAdaptive(options: unknown, path: string): asserts options is AdaptiveOptions {
  check(adaptiveSettings, options, path);
  const { tracesPerSecond, bytesPerHour } = options as AdaptiveOptions;
  if ((tracesPerSecond === undefined) === (bytesPerHour === undefined))
    throw refusal(path, options, "one of `tracesPerSecond` and `bytesPerHour`");
}

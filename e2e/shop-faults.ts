// The faults of the shop as end-to-end tests record them, and half an hour of the shop with each: a healthy time first.
import type { ConsoleProcess } from "../tools/console-process.ts";
import { sendDaysBefore } from "./days-before.ts";
import { recorded } from "./recorded.ts";
import { replay, type Recording, type ReplayOptions } from "./recording.ts";
import type { ShopOptions } from "./shop.ts";

const minuteMs = 60_000;

/** How each is recorded. Every statement waits in a database with one connection: few visits at a time. */
export const faultOptions = {
  "slow-database": { visits: 24, shoppers: 2 },
  "bad-deploy": { visits: 140, shoppers: 12 },
  "new-error": { visits: 140 },
  "declined-cards": { visits: 140 },
  "cart-queries": { visits: 60 },
  "stalled-queue": { visits: 60 },
  "memory-leak": { visits: 400 },
} as const satisfies Readonly<Record<string, ShopOptions>>;

export type RecordedFault = keyof typeof faultOptions;

export const recordHealthy = (): Promise<Recording> => recorded({ visits: 400 });
export const recordFault = (fault: RecordedFault): Promise<Recording> =>
  recorded({ ...faultOptions[fault], fault });

/** Runs of seconds that become minutes: metrics are exported so often that these have points, and each slow span has its CPU profile. */
export const profiled = {
  OTEL_METRIC_EXPORT_INTERVAL: "250",
  TELLTALE_CPU_PROFILES: "true",
  TELLTALE_CPU_PROFILES_THRESHOLD: "30",
} as const;

/** The release that fails, with points of metrics and CPU profiles. */
export const recordProfiledDeploy = (): Promise<Recording> =>
  recorded({ visits: 160, shoppers: 12, fault: "bad-deploy", variables: profiled });

/** Makes the recordings that a file needs, two shops at a time: more of them would only wait for each other. */
export async function recordFaults(faults: readonly RecordedFault[]): Promise<void> {
  const waiting = [recordHealthy, ...faults.map((fault) => () => recordFault(fault))];
  const recordNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  await Promise.all([recordNext(), recordNext()]);
}

/** Sends 26 minutes of a healthy shop, and four with `fault`, which end at `untilMs`. */
export async function sendWithFault(
  { addresses }: Pick<ConsoleProcess, "addresses">,
  fault: RecordedFault,
  untilMs: number,
  given: Pick<ReplayOptions, "headers"> = {},
): Promise<void> {
  const sinceMs = untilMs - 4 * minuteMs;
  // as many purchases in each minute, however unevenly a busy machine recorded them
  const options = { ...given, evenBy: "POST /checkout" };
  const healthy = await recordHealthy();
  await sendDaysBefore({ addresses }, healthy);
  await replay(addresses.otlpHttp, healthy, [untilMs - 30 * minuteMs, sinceMs], options);
  await replay(addresses.otlpHttp, await recordFault(fault), [sinceMs, untilMs], options);
}

// How much the recorder keeps.
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

/** How much is kept of each; what comes later takes the place of what is oldest. */
export interface RecorderOptions {
  /** Spans. Default 10000. */
  readonly spans?: number | undefined;
  /** Log records. Default 10000. */
  readonly logs?: number | undefined;
  /** Measurements. Default 50000. */
  readonly points?: number | undefined;
  /** Last values of each series of a timer or histogram, for its percentiles. Default 1000. */
  readonly timerValues?: number | undefined;
  /** Steps of each person. Default 50. */
  readonly journeySteps?: number | undefined;
  /** Transactions, workflows, interactions and people, each. Default 10000. */
  readonly instances?: number | undefined;
  /** Bytes of spans, and of log records. Default 64 MiB. */
  readonly bytes?: number | undefined;
}

/** The options, settled. */
export type RecorderSettings = { readonly [Name in keyof RecorderOptions]-?: number };

/** What is kept where nothing is said. */
export const defaultRecorder: RecorderSettings = {
  spans: 10_000,
  logs: 10_000,
  points: 50_000,
  timerValues: 1000,
  journeySteps: 50,
  instances: 10_000,
  bytes: 64 << 20,
};

/** Settles `option`; undefined for no recorder. @throws {TelemetryError} `TT_RECORDER`. */
export function settleRecorder(
  option: boolean | RecorderOptions | undefined,
  env: Environment,
): RecorderSettings | undefined {
  if (option === false || (option === undefined && !env.flag("TELLTALE_RECORDER"))) return undefined;
  if (option === undefined || option === true) return defaultRecorder;
  if (typeof option !== "object" || option === null) refuse("the option", option, "true, false or an object");
  const settled: Record<string, number> = { ...defaultRecorder };
  for (const [name, value] of Object.entries(option) as [string, number | undefined][]) {
    if (!Object.hasOwn(defaultRecorder, name))
      refuse("the option", name, `one of ${Object.keys(defaultRecorder).join(", ")}`);
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 1 || value > 2 ** 31)
      refuse(name, value, "a whole number from 1");
    settled[name] = value;
  }
  return settled as RecorderSettings;
}

function refuse(name: string, value: unknown, expected: string): never {
  throw new TelemetryError(
    "TT_RECORDER",
    `Cannot record with \`${String(value)}\` as \`recorder\` ${name}: expected ${expected}.`,
  );
}

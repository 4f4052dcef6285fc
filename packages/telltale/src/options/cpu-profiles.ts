// Whether CPU profiles of slow spans are taken: the option over `TELLTALE_CPU_PROFILES`; never unless asked for.
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";
import type { CpuProfileSettings } from "../profiles/cpu-profiler.ts";

/** When CPU profiles are taken, and how much they may be. */
export interface CpuProfileOptions {
  /** How long a span must have lasted, in ms. Default: `TELLTALE_CPU_PROFILES_THRESHOLD`, 1000. */
  readonly thresholdMs?: number | undefined;
  /** Profiles sent in any minute. 6 */
  readonly maxPerMinute?: number | undefined;
  /** Compressed size of one profile; larger ones get fewer samples. 1 MiB, which is the most */
  readonly maxBytes?: number | undefined;
  /** Time between two samples, in ms. 5 */
  readonly intervalMs?: number | undefined;
}

const limits: Readonly<Record<keyof CpuProfileOptions, readonly [least: number, most: number]>> = {
  thresholdMs: [1, 3_600_000],
  maxPerMinute: [1, 600],
  maxBytes: [1024, 1 << 20],
  intervalMs: [0.1, 1000],
};

/** Settles `option` with the environment; undefined for none. @throws {TelemetryError} `TT_OPTION` for a wrong one. */
export function settleCpuProfiles(
  option: boolean | CpuProfileOptions | undefined,
  env: Environment,
): CpuProfileSettings | undefined {
  if (!(option ?? env.flag("TELLTALE_CPU_PROFILES"))) return undefined;
  const given = option === undefined || option === true ? {} : option;
  if (typeof given !== "object") throw wrong("cpuProfiles", given, "true, false or an object");
  check(given);
  const threshold = env.whole("TELLTALE_CPU_PROFILES_THRESHOLD", 1, limits.thresholdMs[1]);
  return {
    thresholdMs: given.thresholdMs ?? threshold ?? 1000,
    maxPerMinute: given.maxPerMinute ?? 6,
    maxBytes: given.maxBytes ?? 1 << 20,
    intervalMs: given.intervalMs ?? 5,
  };
}

function check(options: CpuProfileOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const [least, most] = limits[name as keyof CpuProfileOptions] ?? [];
    if (least === undefined || most === undefined) {
      throw wrong("cpuProfiles", name, `the fields ${Object.keys(limits).join(", ")}`);
    }
    const fits = typeof value === "number" && value >= least && value <= most;
    if (value !== undefined && !fits)
      throw wrong(`cpuProfiles.${name}`, value, `a number from ${least} to ${most}`);
  }
}

function wrong(name: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}

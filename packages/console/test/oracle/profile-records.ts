// Runs of profiled functions at random: failed or not, with what they cost where it is known, some records twice.
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";
import type { RawRecord } from "./telemetry.ts";

export const profileNames = ["rank results", "resize image", "build index"] as const;
const prefix = "telltale.profile.";

export function profileRecordsOf(seed: number): RawRecord[] {
  const random = randomOf(seed + 8000);
  return Array.from({ length: random.whole(20, 150) }, (_, index): RawRecord[] => {
    const optional = {
      [`${prefix}event_loop_delay_ms`]: random.chance(0.5) ? random.whole(0, 90) : undefined,
      [`${prefix}items_per_second`]: random.chance(0.3) ? random.whole(1, 500) : undefined,
      [`${prefix}process_wide`]: random.chance(0.2) ? true : undefined,
      [`${prefix}duration_ms`]: random.chance(0.9) ? random.whole(1, 9000) : undefined,
      "error.type": random.chance(0.2) ? "TimeoutError" : undefined,
    };
    const given = Object.entries(optional).filter(([, value]) => value !== undefined);
    const record: RawRecord = {
      uid: `run-${index}`,
      event: `${prefix}ended`,
      service: random.pick(["search", "images"]),
      environment: random.chance(0.1) ? "staging" : "production",
      at: Math.floor(now - random() * 5 * 3_600_000),
      user: "",
      session: "",
      attributes: {
        ...(Object.fromEntries(given) as Readonly<Record<string, string | number | boolean>>),
        [`${prefix}name`]: random.pick(profileNames),
        [`${prefix}class`]: random.pick(["fast", "normal", "slow", "very_slow"]),
        [`${prefix}cpu_user_ms`]: random.whole(0, 4000),
        [`${prefix}cpu_system_ms`]: random.whole(0, 500),
        [`${prefix}memory_delta_bytes`]: random.whole(-1_000_000, 9_000_000),
        [`${prefix}memory_peak_bytes`]: random.whole(1, 90_000_000),
        [`${prefix}gc_ms`]: random.whole(0, 300),
      },
    };
    return random.chance(0.1) ? [record, record] : [record];
  }).flat();
}

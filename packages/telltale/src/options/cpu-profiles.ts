// Whether CPU profiles of slow spans are taken.
import type { OptionsOf } from "../settings/setting.ts";

/** When CPU profiles are taken, and how large they may be. */
export const cpuProfileSettings = {
  type: "group",
  switch: { type: "flag", default: false, variable: "TELLTALE_CPU_PROFILES", label: "CPU profiles" },
  settings: {
    /** How long a span must have lasted. */
    thresholdMs: {
      type: "number",
      least: 1,
      most: 3_600_000,
      unit: "ms",
      default: 1000,
      variable: "TELLTALE_CPU_PROFILES_THRESHOLD",
    },
    /** Profiles sent in any minute. */
    maxPerMinute: { type: "number", least: 1, most: 600, default: 6 },
    /** Compressed size of one profile; larger ones get fewer samples. */
    maxBytes: { type: "number", least: 1024, most: 1_048_576, unit: "bytes", default: 1_048_576 },
    /** Time between two samples. */
    intervalMs: { type: "number", least: 0.1, most: 1000, unit: "ms", default: 5 },
  },
} as const;

/** When CPU profiles are taken, and how large they may be. */
export interface CpuProfileOptions extends OptionsOf<typeof cpuProfileSettings.settings> {}

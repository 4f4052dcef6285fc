// The settings of the crash file.
import { tmpdir } from "node:os";
import { resolve as resolvePath } from "node:path";
import type { OptionsOf, Resolved } from "../settings/setting.ts";

/** The file into which the rest is written when the process ends before everything was sent. */
export const crashFileSettings = {
  type: "group",
  code: "TT_CRASH_FILE",
  switch: {
    type: "flag",
    default: true,
    variable: "TELLTALE_CRASH_FILE",
    fallback: "on, unless there is a spool",
    label: "crash file",
  },
  settings: {
    /** The library creates a folder of its own in this one, for this user alone. */
    directory: {
      type: "text",
      variable: "TELLTALE_CRASH_FILE_DIRECTORY",
      fallback: "the folder for temporary files",
      label: "crash file: folder in",
    },
    /** Bytes that may wait, per signal and receiver, over all processes; the oldest files are dropped first. */
    maxBytes: {
      type: "whole",
      least: 1,
      unit: "bytes",
      default: 33_554_432,
      variable: "TELLTALE_CRASH_FILE_MAX_BYTES",
      label: "crash file: bytes",
    },
    /** How long the files may wait. */
    maxAgeMs: {
      type: "whole",
      least: 1,
      most: 9_007_199_254_740_991,
      unit: "ms",
      default: 86_400_000,
      variable: "TELLTALE_CRASH_FILE_MAX_AGE_MS",
      label: "crash file: age ms",
    },
  },
} as const;

/** The file into which the rest is written when the process ends before everything was sent. */
export interface CrashFileOptions extends OptionsOf<typeof crashFileSettings.settings> {}

/** The settings of a crash file. */
export interface CrashFileSettings {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

/** The settings with the folder resolved. Nothing is created or read: the folder is checked when it is needed. */
export function placeCrashFile(
  settings: Resolved<typeof crashFileSettings.settings> | undefined,
): CrashFileSettings | undefined {
  return settings && { ...settings, directory: resolvePath(settings.directory ?? tmpdir()) };
}

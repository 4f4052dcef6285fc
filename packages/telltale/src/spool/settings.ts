// The settings of the spool.
import { resolve as resolvePath } from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import type { Environment } from "../engine/settings/environment.ts";
import { TelemetryError } from "../error.ts";
import type { OptionsOf, Resolved } from "../settings/setting.ts";

/** The folder in which batches wait while the receiver cannot be reached. */
export const spoolSettings = {
  type: "group",
  code: "TT_SPOOL",
  settings: {
    /** The folder. It is created if needed, for this user alone. Several processes may share it. */
    directory: {
      type: "text",
      required: true,
      variable: "TELLTALE_SPOOL_DIRECTORY",
      label: "spool",
    },
    /** Bytes that may wait, over all processes; the oldest batches are dropped first. */
    maxBytes: {
      type: "whole",
      least: 1,
      unit: "bytes",
      default: 134_217_728,
      variable: "TELLTALE_SPOOL_MAX_BYTES",
      label: "spool: bytes",
    },
    /** How long a batch may wait. */
    maxAgeMs: {
      type: "whole",
      least: 1,
      most: 9_007_199_254_740_991,
      unit: "ms",
      default: 86_400_000,
      variable: "TELLTALE_SPOOL_MAX_AGE_MS",
      label: "spool: age ms",
    },
  },
} as const;

/** The folder in which batches wait while the receiver cannot be reached, and how much it may hold. */
export interface SpoolOptions extends OptionsOf<typeof spoolSettings.settings> {}

/** The settings of a spool. */
export type SpoolSettings = Resolved<typeof spoolSettings.settings>;

/**
 * Creates the folder of the spool; undefined when no folder is set.
 *
 * @throws {TelemetryError} `TT_SPOOL` when an option names a folder that cannot be used. A variable that does is ignored with a warning.
 */
export function openSpool(
  settings: Partial<SpoolSettings>,
  byOption: boolean,
  env: Environment,
): SpoolSettings | undefined {
  const { directory } = settings;
  if (directory === undefined) return undefined;
  try {
    const { accessSync, constants, mkdirSync } = builtin("fs")();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK);
  } catch (cause) {
    if (!byOption)
      return env.ignore(spoolSettings.settings.directory.variable, "a folder that can be written");
    throw new TelemetryError("TT_SPOOL", `Cannot keep batches in \`${directory}\`.`, { cause });
  }
  return { ...(settings as SpoolSettings), directory: resolvePath(directory) };
}

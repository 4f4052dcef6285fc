// Whether and how batches are kept on disk: `spool` of `start()` over `TELLTALE_SPOOL_*`.
import { resolve } from "node:path";
import { builtin } from "../engine/builtin.ts";
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

/** The folder in which batches wait while the receiver is away, and how much it may hold. */
export interface SpoolOptions {
  /** Made where it is not there, for this user alone. Several processes may share it. */
  readonly directory: string;
  /** Bytes that may wait, over all processes; the oldest batches go first. Default 128 MiB. */
  readonly maxBytes?: number | undefined;
  /** How long a batch may wait. Default 24 hours. */
  readonly maxAgeMs?: number | undefined;
}

/** What they have come to. */
export interface SpoolSettings {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

const hourMs = 3_600_000;

/**
 * Settles the spool; undefined when none is wanted. The folder is made.
 *
 * @throws {TelemetryError} `TT_SPOOL` when an option is wrong or the folder cannot be used. A wrong variable warns.
 */
export function settleSpool(options: SpoolOptions | undefined, env: Environment): SpoolSettings | undefined {
  checkOptions(options);
  const variable = env.text("TELLTALE_SPOOL_DIRECTORY");
  const directory = options?.directory ?? variable;
  if (directory === undefined) return undefined;
  try {
    const { accessSync, constants, mkdirSync } = builtin("fs")();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK);
  } catch (cause) {
    if (options === undefined) return env.ignore("TELLTALE_SPOOL_DIRECTORY", "a folder that can be written");
    throw new TelemetryError("TT_SPOOL", `Cannot keep batches in \`${directory}\`.`, { cause });
  }
  return {
    directory: resolve(directory),
    maxBytes:
      options?.maxBytes ?? env.whole("TELLTALE_SPOOL_MAX_BYTES", 1, Number.MAX_SAFE_INTEGER) ?? 128 << 20,
    maxAgeMs:
      options?.maxAgeMs ?? env.whole("TELLTALE_SPOOL_MAX_AGE_MS", 1, Number.MAX_SAFE_INTEGER) ?? 24 * hourMs,
  };
}

function checkOptions(options: SpoolOptions | undefined): void {
  if (options === undefined) return;
  const { directory, maxBytes, maxAgeMs } = options ?? {};
  if (typeof directory !== "string" || directory.trim() === "") {
    throw new TelemetryError("TT_SPOOL", `Cannot keep batches in \`${String(directory)}\`.`);
  }
  for (const [name, value] of Object.entries({ maxBytes, maxAgeMs })) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new TelemetryError("TT_SPOOL", `Cannot use \`${String(value)}\` as \`spool.${name}\`.`);
  }
}

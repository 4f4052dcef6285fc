// Whether and how the rest is written down when the process ends: `crashFile` of `start()` over `TELLTALE_CRASH_FILE*`.
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

/** The file into which the rest is written when the process ends before everything was sent. */
export interface CrashFileOptions {
  /** The library makes a folder of its own in it, for this user alone. Default: the system's folder for temporary files. */
  readonly directory?: string | undefined;
  /** Bytes that may wait, per signal and receiver, over all processes; the oldest files go first. Default 32 MiB. */
  readonly maxBytes?: number | undefined;
  /** How long they may wait. Default 24 hours. */
  readonly maxAgeMs?: number | undefined;
}

/** What they have come to. */
export interface CrashFileSettings {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

const hourMs = 3_600_000;

/**
 * Settles the crash file; undefined when none is wanted. Nothing is made or looked at: the folder is checked when it is needed.
 *
 * @throws {TelemetryError} `TT_CRASH_FILE` when an option is wrong. A wrong variable warns.
 */
export function settleCrashFile(
  options: boolean | CrashFileOptions | undefined,
  env: Environment,
): CrashFileSettings | undefined {
  const wish = env.choice("TELLTALE_CRASH_FILE", ["true", "false"]);
  const given = checked(options);
  if (options === false || (options === undefined && wish === "false")) return undefined;
  return {
    directory: resolve(given.directory ?? env.text("TELLTALE_CRASH_FILE_DIRECTORY") ?? tmpdir()),
    maxBytes:
      given.maxBytes ?? env.whole("TELLTALE_CRASH_FILE_MAX_BYTES", 1, Number.MAX_SAFE_INTEGER) ?? 32 << 20,
    maxAgeMs:
      given.maxAgeMs ??
      env.whole("TELLTALE_CRASH_FILE_MAX_AGE_MS", 1, Number.MAX_SAFE_INTEGER) ??
      24 * hourMs,
  };
}

function checked(options: unknown): CrashFileOptions {
  if (options === undefined || typeof options === "boolean") return {};
  if (typeof options !== "object" || options === null) {
    wrong("crashFile", options, "true, false or an object of options");
  }
  const { directory, maxBytes, maxAgeMs } = options as CrashFileOptions;
  if (directory !== undefined && (typeof directory !== "string" || directory.trim() === ""))
    wrong("crashFile.directory", directory, "the path of a folder");
  for (const [name, value] of Object.entries({ maxBytes, maxAgeMs })) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    wrong(`crashFile.${name}`, value, "a whole number of at least 1");
  }
  return options as CrashFileOptions;
}

function wrong(name: string, value: unknown, expected: string): never {
  throw new TelemetryError(
    "TT_CRASH_FILE",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}

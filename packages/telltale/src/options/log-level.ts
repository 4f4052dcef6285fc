// `OTEL_LOG_LEVEL`: prints the library's reports through OpenTelemetry's `diag` on standard error, unless another logger is registered.
import type { DiagLogFunction } from "@opentelemetry/api";
import { diag } from "../engine/api/diag.ts";
import { DiagLogLevel } from "../engine/api/enums.ts";
import type { Environment } from "../engine/settings/environment.ts";
import { locate } from "../settings/resolve.ts";
import type { Resolved } from "../settings/setting.ts";
import { startSettings } from "./start-options.ts";
import { hasLogger, hasOwnLogger, noteOwnLogger, silence } from "../engine/diagnostics/notice.ts";

type Level = NonNullable<Resolved<typeof startSettings.settings>["logLevel"]>;

const levels: Readonly<Record<Level, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  fatal: DiagLogLevel.ERROR,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** The level that `env` asks for; undefined where it asks for none, or for one that there is not. */
export function levelIn(env: Environment): Level | undefined {
  const { variable, file, fromFile } = startSettings.settings.logLevel;
  const text = env.text(variable)?.toLowerCase() ?? fromFile(env.at(file)?.value ?? "");
  return Object.hasOwn(levels, text as string) ? (text as Level) : undefined;
}

/**
 * Shows diagnostics from the level that the environment asks for; warnings where it asks for one that there is not. Without the variable
 * nothing is shown but losses, wrong settings and a receiver that cannot be reached (`engine/diagnostics/notice.ts`), and a logger that the application has
 * given to `diag` stays.
 */
export function showDiagnostics(env: Environment): void {
  const setting = startSettings.settings.logLevel;
  const level = levelIn(env);
  silence(level === "none");
  const asked = env.text(setting.variable) ?? level;
  // a process that was registered comes here again
  if (asked === undefined || hasOwnLogger()) return;
  if (!hasLogger()) {
    const logLevel = levels[level ?? "warn"];
    const logger = { error: write, warn: write, info: write, debug: write, verbose: write };
    diag.setLogger(logger, logLevel);
    noteOwnLogger();
  }
  // now there may be a logger that receives the report of an invalid level
  locate(setting, undefined, env);
}

// all to standard error: standard output may be where telemetry goes
function write(...[message, ...rest]: Parameters<DiagLogFunction>): void {
  console.error(message, ...rest);
}

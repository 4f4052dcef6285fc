// `OTEL_LOG_LEVEL`: what the library would tell through OpenTelemetry's `diag` goes to standard error, if nobody else listens.
import type { DiagLogFunction } from "@opentelemetry/api";
import { diag } from "../engine/api/diag.ts";
import { DiagLogLevel } from "../engine/api/enums.ts";
import type { Environment } from "../engine/environment.ts";
import { hasLogger, hasOwnLogger, noteOwnLogger, silence } from "../engine/notice.ts";

const levels = {
  none: DiagLogLevel.NONE,
  fatal: DiagLogLevel.ERROR,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const;
const names = Object.keys(levels) as (keyof typeof levels)[];

/**
 * Shows diagnostics from the level that the environment asks for; warnings where it asks for one that there is not. Without the variable
 * nothing is shown but losses, wrong settings and a receiver that cannot be reached (`engine/notice.ts`), and a logger that the application has
 * given to `diag` stays.
 */
export function showDiagnostics(env: Environment): void {
  const asked = env.text("OTEL_LOG_LEVEL")?.toLowerCase();
  silence(asked === "none");
  // a process that was registered comes here again
  if (asked === undefined || hasOwnLogger()) return;
  if (!hasLogger()) {
    const logLevel = levels[names.find((name) => name === asked) ?? "warn"];
    const logger = { error: write, warn: write, info: write, debug: write, verbose: write };
    diag.setLogger(logger, logLevel);
    noteOwnLogger();
  }
  env.choice("OTEL_LOG_LEVEL", names);
}

// all to standard error: standard output may be where telemetry goes
function write(...[message, ...rest]: Parameters<DiagLogFunction>): void {
  console.error(message, ...rest);
}

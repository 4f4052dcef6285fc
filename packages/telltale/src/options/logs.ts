// Which log records are wanted and who looks at them: options over `TELLTALE_*`.
import type { Environment } from "../engine/environment.ts";
import type { LogRecordProcessor } from "../engine/log-processor.ts";
import { type LogRule, type LogRules, type NamedLogRule, openRule } from "../engine/log-rule.ts";
import { wildcard } from "../engine/wildcard.ts";
import { TelemetryError } from "../error.ts";

/** The lowest severity number of each level (specification: logs data model, SeverityNumber). */
const levels = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;
const names = Object.keys(levels) as (keyof typeof levels)[];
const maxSeverity = 24;

/** A level by name, or an OpenTelemetry severity number from 1 to 24; 0 lets everything through. */
export type LogSeverity = keyof typeof levels | number;

/** What is wanted of log records. What is left out lets everything through. */
export interface LogFilter {
  /**
   * Records of a lower severity are left out; those without any pass. Default: `TELLTALE_LOGS_MINIMUM_SEVERITY`, all.
   * The library's own business records always pass: they are facts that are counted, not messages.
   */
  readonly minimumSeverity?: LogSeverity | undefined;
  /** Whether records of traces that are not sampled are left out. Default: `TELLTALE_LOGS_TRACE_BASED`, no. */
  readonly traceBased?: boolean | undefined;
}

/** What is wanted of the loggers whose name matches. */
export interface LoggerOptions extends LogFilter {
  /** The logger's name; `*` stands for any characters, `?` for one. */
  readonly name: string;
  /** `false`: nothing of it. */
  readonly enabled?: boolean | undefined;
}

/** Filters of log records. */
export interface LogOptions extends LogFilter {
  /** For single loggers: the first whose name matches counts; what it leaves out is as for all. */
  readonly loggers?: readonly LoggerOptions[] | undefined;
}

/** What the options about logs have come to. */
export interface LogSettings {
  readonly rules: LogRules;
  readonly processors: readonly LogRecordProcessor[];
}

/** Settles `options` and `processors`. @throws {TelemetryError} `TT_OPTION` when one of them is wrong. */
export function settleLogs(
  options: LogOptions = {},
  processors: readonly LogRecordProcessor[] = [],
  env: Environment,
): LogSettings {
  for (const processor of processors) checkProcessor(processor);
  if (typeof options !== "object" || options === null) throw wrong("logs", options, "an object");
  const level = env.choice("TELLTALE_LOGS_MINIMUM_SEVERITY", names);
  const otherwise = toRule("logs", options, {
    ...openRule,
    minimumSeverity: level === undefined ? 0 : levels[level],
    traceBased: env.flag("TELLTALE_LOGS_TRACE_BASED"),
  });
  const named = (options.loggers ?? []).map((logger, index) => toNamedRule(index, logger, otherwise));
  return { rules: { named, otherwise }, processors };
}

function toNamedRule(index: number, logger: LoggerOptions, otherwise: LogRule): NamedLogRule {
  const where = `logs.loggers[${index}]`;
  const { name, enabled } = logger ?? {};
  if (typeof name !== "string" || name === "") throw wrong(`${where}.name`, name, "a name or a pattern");
  if (enabled !== undefined && typeof enabled !== "boolean")
    throw wrong(`${where}.enabled`, enabled, "true or false");
  return {
    ...toRule(where, logger, otherwise),
    enabled: enabled ?? otherwise.enabled,
    matches: wildcard(name),
  };
}

function toRule(where: string, filter: LogFilter, base: LogRule): LogRule {
  const { minimumSeverity, traceBased } = filter;
  if (traceBased !== undefined && typeof traceBased !== "boolean")
    throw wrong(`${where}.traceBased`, traceBased, "true or false");
  return {
    ...base,
    minimumSeverity:
      minimumSeverity === undefined
        ? base.minimumSeverity
        : toNumber(`${where}.minimumSeverity`, minimumSeverity),
    traceBased: traceBased ?? base.traceBased,
  };
}

function toNumber(where: string, severity: LogSeverity): number {
  if (typeof severity === "number" && Number.isInteger(severity) && severity >= 0 && severity <= maxSeverity)
    return severity;
  if (typeof severity === "string" && Object.hasOwn(levels, severity)) return levels[severity];
  throw wrong(where, severity, `one of ${names.join(", ")}, or a whole number from 0 to ${maxSeverity}`);
}

function checkProcessor(processor: LogRecordProcessor): void {
  const complete =
    typeof processor === "object" &&
    processor !== null &&
    (["onEmit", "forceFlush", "shutdown"] as const).every((name) => typeof processor[name] === "function");
  if (!complete)
    throw wrong("logRecordProcessors", processor, "objects with `onEmit`, `forceFlush` and `shutdown`");
}

function wrong(name: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}

// Which log records are wanted, and who looks at them.
import { severities } from "../engine/api/enums.ts";
import type { LogRecordProcessor } from "../engine/processor/log-processor.ts";
import { type LogRule, type LogRules, openRule } from "../engine/log/log-rule.ts";
import { wildcard } from "catalog/wildcard";
import type { OptionsOf, Resolved, ValueOf } from "../settings/setting.ts";

/** A level by name, or an OpenTelemetry severity number; 0 lets everything through. */
const severity = {
  type: "either",
  of: [
    { type: "choice", values: ["trace", "debug", "info", "warn", "error", "fatal"] },
    { type: "whole", least: 0, most: 24 },
  ],
} as const;

/** What is wanted of the loggers whose name matches. */
const loggerSettings = {
  type: "group",
  settings: {
    /** The logger's name; `*` matches any characters, `?` one. */
    name: { type: "text", required: true },
    /** `false`: nothing of it. */
    enabled: { type: "flag" },
    /** Records of a lower severity are left out; those without any pass. */
    minimumSeverity: severity as typeof severity,
    /** Whether records of traces that are not sampled are left out. */
    traceBased: { type: "flag" },
  },
} as const;

/** Which log records are wanted, over all and by logger. */
export const logSettings = {
  type: "group",
  settings: {
    /**
     * Records of a lower severity are left out; those without any pass. The library's own business records always pass: they are facts that
     * are counted, not messages.
     */
    minimumSeverity: {
      type: "either",
      of: severity.of as typeof severity.of,
      default: 0,
      fallback: "all",
      variable: "TELLTALE_LOGS_MINIMUM_SEVERITY",
      label: "logs: minimum severity",
    },
    /** Whether records of traces that are not sampled are left out. */
    traceBased: {
      type: "flag",
      default: false,
      variable: "TELLTALE_LOGS_TRACE_BASED",
      label: "logs: of sampled traces only",
    },
    /** For single loggers: the first whose name matches counts; what it leaves out is as for all. */
    loggers: { type: "list", of: loggerSettings as typeof loggerSettings, default: [] },
  },
} as const;

/** A level by name, or an OpenTelemetry severity number from 1 to 24; 0 lets everything through. */
export type LogSeverity = ValueOf<typeof severity>;

/** What is wanted of log records. What is left out lets everything through. */
export interface LogFilter extends Pick<LogOptions, "minimumSeverity" | "traceBased"> {}

/** What is wanted of the loggers whose name matches. */
export interface LoggerOptions extends OptionsOf<typeof loggerSettings.settings> {}

/** Filters of log records. */
export interface LogOptions extends OptionsOf<typeof logSettings.settings> {}

/** The options about logs, resolved. */
export interface LogSettings {
  readonly rules: LogRules;
  readonly processors: readonly LogRecordProcessor[];
}

/** The rules that the settings are. */
export function toLogRules({
  loggers,
  minimumSeverity,
  traceBased,
}: Resolved<typeof logSettings.settings>): LogRules {
  const otherwise: LogRule = { ...openRule, minimumSeverity: toNumber(minimumSeverity), traceBased };
  return {
    otherwise,
    named: loggers.map((logger) => ({
      matches: wildcard(logger.name),
      enabled: logger.enabled ?? otherwise.enabled,
      minimumSeverity: toNumber(logger.minimumSeverity ?? minimumSeverity),
      traceBased: logger.traceBased ?? traceBased,
    })),
  };
}

function toNumber(given: LogSeverity): number {
  return typeof given === "number" ? given : severities[given];
}

/** The level of a configuration file: `trace3` and `warn2` are finer than any logger of diagnostics. */
export function toLogLevel(level: unknown): unknown {
  return String(level).replace(/\d$/, "").replace("trace", "verbose");
}

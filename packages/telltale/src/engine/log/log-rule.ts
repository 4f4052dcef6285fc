// Which records of which logger are wanted (specification: logs SDK, LoggerConfig and LoggerConfigurator).
// Resolved once per logger; a logger with nothing to filter costs one comparison per record.
import type { Span as OtelSpan } from "@opentelemetry/api";
import { identityOf, sampledFlag } from "../span/span-context.ts";

/** What one logger lets through. */
export interface LogRule {
  /** `false`: nothing. */
  readonly enabled: boolean;
  /** The least severity number; 0 for all. Records that give no severity pass. */
  readonly minimumSeverity: number;
  /** Whether records of traces that are not sampled are left out. */
  readonly traceBased: boolean;
}

/** A rule for the loggers whose name matches. */
interface NamedLogRule extends LogRule {
  matches(name: string): boolean;
}

/** The rules of a pipeline: the first that matches a logger's name is its rule. */
export interface LogRules {
  readonly named: readonly NamedLogRule[];
  readonly otherwise: LogRule;
}

/** Lets everything through. */
export const openRule: LogRule = { enabled: true, minimumSeverity: 0, traceBased: false };

/** The rule of the logger `name`. */
export function ruleFor({ named, otherwise }: LogRules, name: string): LogRule {
  return named.find((rule) => rule.matches(name)) ?? otherwise;
}

/** Whether `rule` lets everything through. */
export function isOpen(rule: LogRule): boolean {
  return rule.enabled && rule.minimumSeverity === 0 && !rule.traceBased;
}

/** Whether `rule` lets a record of this severity (0 or undefined: not given) and span through. */
export function passes(rule: LogRule, severity: number | undefined, span: OtelSpan | undefined): boolean {
  if (!rule.enabled) return false;
  if (severity !== undefined && severity !== 0 && severity < rule.minimumSeverity) return false;
  if (!rule.traceBased || span === undefined) return true;
  const identity = identityOf(span);
  return identity === undefined || (identity.flags & sampledFlag) !== 0;
}

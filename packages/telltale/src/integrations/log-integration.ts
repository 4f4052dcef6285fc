// What every bridge to a logging library does, and nothing of any library: the lines of the application name the span they were
// written in, and leave as log records beside being written where they always were. A bridge says how to read its library's lines.
import type { Context } from "@opentelemetry/api";
import { severities } from "../engine/api/enums.ts";
import { keysOf, readOf } from "../engine/attributes/attribute-list.ts";
import { isReporting, report, reportMistake } from "../engine/diagnostics/diagnose.ts";
import { exceptionAttributes } from "../engine/errors/error-facts.ts";
import { errorFields } from "../engine/errors/error-fields.ts";
import { isError } from "../engine/errors/error-form.ts";
import { loggerProvider } from "../engine/registration/live-providers.ts";
import { activeScope } from "../engine/context/scope.ts";
import { shared } from "../engine/runtime/shared.ts";
import { isSuppressed } from "../engine/context/suppress.ts";
import type { Emitted, LibraryIntegration } from "./library-integration.ts";
import { instrumenting } from "./patching/method.ts";

/** Which halves of a bridge are wanted. */
export interface LogBridgeOptions {
  /** Whether the application's own lines get `trace_id`, `span_id` and `trace_flags` while a span is active. */
  readonly correlate?: boolean | undefined;
  /** Whether each line leaves as an OpenTelemetry log record too. */
  readonly forward?: boolean | undefined;
  /** OpenTelemetry severity numbers, 1 to 24, of levels by name: for levels of your own. */
  readonly severities?: Readonly<Record<string, number>> | undefined;
}

/** What names a span in a line; the names are those of OpenTelemetry for logs that are not OTLP. */
interface SpanFields {
  readonly trace_id: string;
  readonly span_id: string;
  readonly trace_flags: string;
}

/** A line of a library, in OpenTelemetry's terms. */
interface LogLine {
  readonly level: string;
  /** OpenTelemetry severity number, where the level's name does not say. */
  readonly severity?: number | undefined;
  readonly body: unknown;
  readonly attributes: object;
  /** What was thrown: an error, or one that a serializer made an object of. */
  readonly error?: unknown;
  /** Where it was written; the active context by default. */
  readonly context?: Context | undefined;
  /** When it was written, in milliseconds since 1970; now by default. */
  readonly writtenMs?: number | undefined;
}

/** One library's bridge. */
export interface LogBridge {
  readonly correlates: boolean;
  readonly forwards: boolean;
  /** What a line written now says of its span; undefined outside of any, and where it is not wanted. */
  fields(): SpanFields | undefined;
  /** Has `line` leave. Never throws; nothing is forwarded from inside another line's forwarding, or out of telemetry itself. */
  send(line: LogLine): void;
}

/** What an integration of a logging library writes. */
const logEmits: readonly Emitted[] = [
  {
    kind: "log",
    name: "{message}",
    form: "log record",
    description: "A line that the application writes, on the span it was written in.",
    attributes: [
      { name: "exception.type", when: "the line has an error" },
      { name: "exception.message", when: "the line has an error" },
      { name: "exception.stacktrace", when: "the line has an error" },
      { name: "{field}", when: "the line has fields: each under its own name" },
    ],
  },
];

/** What a logging library says of itself. */
export interface LogDeclaration extends Pick<
  LibraryIntegration,
  "name" | "modules" | "versions" | "atStart"
> {
  /** Bridges the loggers of `library`. Returns what replaces it, or undefined if it was changed in place. */
  instrument(library: unknown, options: LogBridgeOptions | undefined): unknown;
}

/** The integration that `declaration` describes. */
export function defineLogIntegration(declaration: LogDeclaration): LibraryIntegration<LogBridgeOptions> {
  const { instrument, ...facts } = declaration;
  return {
    ...facts,
    emits: logEmits,
    instrument(library, options) {
      let instead: unknown;
      instrumenting(library, () => {
        instead = instrument(library, options);
      });
      return instead ?? library;
    },
  };
}

/** The levels of common libraries. */
const levels: Readonly<Record<string, number>> = {
  ...severities,
  silly: 1,
  verbose: 3,
  http: 6,
  data: 6,
  log: 9,
  help: 9,
  prompt: 9,
  input: 9,
  notice: 10,
  warning: 13,
  crit: 18,
  alert: 19,
  emerg: 21,
};
const sending = shared("log bridges", () => ({ now: false }));

/** The bridge of the library `name`, which is the name of the records' scope. */
export function createLogBridge(
  name: string,
  options: LogBridgeOptions | undefined,
  defaults: { readonly correlate: boolean } = { correlate: true },
): LogBridge {
  const { correlate, forward, severities: own } = options ?? {};
  const logger = loggerProvider.getLogger(name);
  const correlates = correlate ?? defaults.correlate;
  const forwards = forward ?? true;
  const severityOf = ({ level, severity }: LogLine): number =>
    own?.[level] ?? severity ?? levels[level] ?? severities.info;

  function send(line: LogLine): void {
    const context = line.context ?? activeScope();
    if (!forwards || sending.now || isReporting() || isSuppressed(context)) return;
    sending.now = true;
    try {
      logger.emit({
        severityNumber: severityOf(line),
        severityText: line.level.toUpperCase(),
        body: line.body,
        attributes: { ...line.attributes, ...toException(line.error) },
        context,
        ...(line.writtenMs === undefined ? {} : { timestamp: line.writtenMs }),
      });
    } catch (error) {
      lineFailed(error);
    } finally {
      sending.now = false;
    }
  }
  return { correlates, forwards, send, fields: () => (correlates ? spanFields() : undefined) };
}

/** Runs `print`, which prints what was sent already: no bridge below sends it again. */
export function withoutSending<T>(print: () => T): T {
  const before = sending.now;
  sending.now = true;
  try {
    return print();
  } finally {
    sending.now = before;
  }
}

/** Counts `error`, thrown while a line was read. */
export function lineFailed(error: unknown): void {
  report("log_bridge_failed", error);
}

/** Tells, once, that the official instrumentation forwards the lines of a logger: this bridge then leaves them to it. */
export function standAside(library: string): void {
  reportMistake(
    "log_bridge_stood_aside",
    `@opentelemetry/instrumentation-${library} forwards these lines already`,
  );
}

/** Whether `value` is an object of the class `name`, which is not imported here. Never throws. */
export function isOfClass(value: unknown, name: string): boolean {
  try {
    return (value as object | undefined)?.constructor.name === name;
  } catch {
    return false;
  }
}

/** The fields of `line` but for those named in `taken` and those that name its span. */
export function othersOf(line: object, taken: readonly string[]): Record<string, unknown> {
  const others: Record<string, unknown> = {};
  for (const key of keysOf(line))
    if (!taken.includes(key) && !spanFieldNames.includes(key)) others[key] = readOf(line, key);
  return others;
}

/** The names of {@link SpanFields}. */
export const spanFieldNames: readonly string[] = [
  "trace_id",
  "span_id",
  "trace_flags",
] satisfies (keyof SpanFields)[];

function spanFields(): SpanFields | undefined {
  const context = activeScope().span?.spanContext();
  if (context === undefined || /^0+$/.test(context.traceId)) return undefined;
  const flags = (context.traceFlags & 0xff).toString(16).padStart(2, "0");
  return { trace_id: context.traceId, span_id: context.spanId, trace_flags: flags };
}

function toException(error: unknown): Record<string, unknown> {
  if (error === undefined || error === null) return {};
  if (isError(error)) return exceptionAttributes(error);
  if (typeof error !== "object") return { "exception.message": String(error) };
  const { type, name, message, stack } = error as Readonly<Record<string, unknown>>;
  const fields = errorFields(error);
  delete fields["telltale.error.fields.type"];
  return {
    ...fields,
    "exception.type": [type, name].find(isText),
    "exception.message": isText(message) ? message : undefined,
    "exception.stacktrace": isText(stack) ? stack : undefined,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

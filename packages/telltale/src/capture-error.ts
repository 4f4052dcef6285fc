// Errors, caught or uncaught: an exception record with a group, on the active span.
import { attempt } from "./engine/errors/attempt.ts";
import { severities, SpanStatusCode } from "./engine/api/enums.ts";
import { toErrorFacts, fullStack } from "./engine/errors/error-facts.ts";
import { fingerprintOf } from "./business/fingerprint.ts";
import { parseFrames } from "./business/frames.ts";
import { readAttributes, readOptions, readPerson, readText } from "./business/read-options.ts";
import { atSources } from "./business/source-positions.ts";
import { addMissing } from "./business/attributes.ts";
import { randomId } from "./business/record.ts";
import { errorFields } from "./engine/errors/error-fields.ts";
import { activeScope, openSpan } from "./engine/context/scope.ts";
import type { Typed } from "./typed.ts";
import { state } from "./engine/running/state.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";

/** What there is to say about an error. */
export interface CaptureOptions {
  /** Whether the program went on: `true` by default. */
  readonly handled?: boolean | undefined;
  /** Attributes of the record, by key. */
  readonly attributes?: object | undefined;
  /** The group it belongs to, where the library's own answer is not wanted. */
  readonly fingerprint?: string | undefined;
  /** Whom it hit: the context attribute `user.id` by default. */
  readonly user?: string | undefined;
  /** In which session: the context attribute `session.id` by default. */
  readonly session?: string | undefined;
}

/**
 * Records an error: a log record named `exception` with its type, message, stack and causes, and the fingerprint that groups errors of one
 * type that came the same way through the application. The active span gets the status ERROR. Anything may be given; never throws.
 *
 * The stack names the sources where the application's files have source maps (`start({ sourceMaps: false })` leaves it as it is), the
 * fields of the error's own class are `telltale.error.fields.<name>`. Costs some 30 µs, and the reading of a map once a file.
 *
 * @example
 * ```ts
 * import { captureError } from "telltale";
 *
 * try {
 *   JSON.parse("{");
 * } catch (error) {
 *   captureError(error, { attributes: { "file.name": "cart.json" } });
 * }
 * ```
 */
export function captureError(error: unknown, options?: Typed<CaptureOptions>): void {
  if (state.engine === undefined) {
    noteNotStarted("captureError()", captureError);
    return;
  }
  const given = attempt("captureError", () => ({ ...readOptions(options) }), {});
  attempt(
    "captureError",
    () => {
      if (typeof error === "object" && error !== null) captured.add(error);
      capture(error, given);
    },
    undefined,
  );
}

/** Errors that the application captured. */
const captured = new WeakSet<object>();

/** Captures `error`, which no caller sees, with `attributes`; not one that the application captured before it threw it. Never throws. */
export function captureSwallowed(error: unknown, attributes: object): void {
  if (state.engine === undefined) return;
  attempt(
    "captureError",
    () => {
      if (typeof error !== "object" || error === null || !captured.has(error)) capture(error, { attributes });
    },
    undefined,
  );
}

function capture(error: unknown, options: CaptureOptions): void {
  const scope = activeScope();
  const { facts, debugIds } = atSources(toErrorFacts(error));
  const top = parseFrames(facts.stack, facts.message).find((frame) => frame.application);
  const stack = fullStack(facts);
  const causes = facts.causes.map((cause) => `${cause.type}: ${cause.message}`);
  const { user, session } = readPerson(options, scope);
  const attributes: Record<string, unknown> = {
    "log.record.uid": randomId(),
    "exception.type": facts.type,
    "exception.message": facts.message,
    "exception.stacktrace": stack === "" ? undefined : stack,
    "telltale.error.fingerprint":
      readText("fingerprint", options.fingerprint) ?? fingerprintOf(facts, process.cwd()),
    "telltale.error.handled": options.handled !== false,
    "telltale.error.causes": causes.length === 0 ? undefined : causes,
    "telltale.error.debug_ids": debugIds.length === 0 ? undefined : debugIds,
    "code.function.name": top?.functionName === "" ? undefined : top?.functionName,
    "code.file.path": top?.file,
    "code.line.number": top?.line,
    "user.id": user,
    "session.id": session,
  };
  addMissing(attributes, readAttributes(options.attributes) ?? {});
  addMissing(attributes, errorFields(error));
  const record = {
    eventName: "exception",
    severityNumber: severities.error,
    severityText: "ERROR",
    attributes,
    span: scope.span,
  };
  state.engine?.logger.emit(record, scope);
  const span = openSpan(scope);
  span?.setAttribute("error.type", facts.type);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: facts.message });
}

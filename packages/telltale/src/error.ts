// The one error this library throws: while it is being set up, and by a call that has no function to run. The code is stable, the message is for people.

const catalog = {
  TT_ALREADY_STARTED:
    "Call `start()` once, in the file that boots your process; call `stop()` before starting again.",
  TT_SERVICE_NAME: 'Pass a non-empty name, for example `start({ service: "checkout" })`.',
  TT_OPTION: "Correct the option named in the message, or leave it out to get the default.",
  TT_CONFIG_FILE:
    "Create or correct the file that `OTEL_CONFIG_FILE` names, correct its path, or unset the variable; `telltale doctor` shows how a file is read.",
  TT_RULE: "Correct the field named in the message, or leave it out.",
  TT_SAMPLE_RATIO: "Pass a number from 0 to 1, for example `traceIdRatio(0.1)`.",
  TT_ENDPOINT: "Pass an absolute http or https URL, for example `http://localhost:4318`.",
  TT_CERTIFICATE: "Pass the path of a PEM file that this process may read, or the PEM text itself.",
  TT_GRPC_MISSING:
    "Install it beside this library, or beside the bundle: `npm install @grpc/grpc-js`, or use the protocol `http/protobuf`.",
  TT_SPOOL: "Pass a directory that this process may create, read and write, and limits of at least 1.",
  TT_CRASH_FILE:
    "Pass `false` for no crash file, or a directory that this process may write to and limits of at least 1.",
  TT_PROMETHEUS: "Pass `true`, or options such as `{ port: 9464 }`; leave it out for no Prometheus.",
  TT_COLLECT:
    "Call `collect()` before the application calls `start()`, in a set-up file of your test runner; what starts afterwards is collected, too.",
  TT_CLOCK:
    'Pass `"real"`, `"fake"` or the Date at which time is to stand, and advance it by milliseconds from 0.',
  TT_RECORDER: "Pass `true`, or options such as `{ spans: 1000 }`; leave it out for no recorder.",
  TT_EXPORTER:
    "Pass what `otlpExporter()`, `memoryExporter()` or `stdoutExporter()` returns, or an exporter of OpenTelemetry's shape.",
  TT_INSTRUMENTATION: "Pass instances, for example `new HttpInstrumentation()`, not classes or names.",
  TT_INSTRUMENT_NAME:
    "Use a letter first, then up to 254 letters, digits, `_`, `.`, `-` or `/`, for example `shop.orders`.",
  TT_VIEW:
    'Correct the view, for example `{ instrumentName: "http.*", attributes: { exclude: ["url.path"] } }`.',
  TT_BUCKETS: "Pass finite numbers in strictly ascending order, for example `[0.1, 0.5, 1]`.",
  TT_FUNNEL_STEPS:
    'Pass the steps in their order, each a different text, for example `["form", "first login"]`.',
  TT_CATALOG:
    "Correct the declaration at the paths in the message; `telltale catalog check` shows their lines.",
  TT_FUNCTION: "Pass the function that is to run as that argument; what it returns is returned.",
  TT_WORKFLOW_STATES:
    "Pass at least one state, each a different text, and transitions that lead from states to states only.",
} as const;

/** The stable codes of {@link TelemetryError}. */
export type TelemetryErrorCode = keyof typeof catalog;

const brand: unique symbol = Symbol.for("telltale.error") as never;

/**
 * A mistake in how telemetry was set up. Never thrown after `start()` has returned, but for `TT_FUNCTION`: a call such as `trace(name, fn)`
 * without a function has nothing to run.
 *
 * `code` is stable, `fix` says what to do. Recognise it with {@link isTelemetryError}, not `instanceof`:
 * two copies of the library may be installed.
 */
export class TelemetryError extends Error {
  /** The stable code of the mistake, such as `TT_OPTION`. */
  readonly code: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;

  constructor(code: TelemetryErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(`${message} ${catalog[code]}`, options);
    this.name = "TelemetryError";
    this.code = code;
    this.fix = catalog[code];
    Object.defineProperty(this, brand, { value: true });
  }
}

/**
 * Whether `error` is a {@link TelemetryError}, also one of another installed copy of the library.
 *
 * @example
 * ```ts
 * import { isTelemetryError, TelemetryError } from "telltale";
 *
 * isTelemetryError(new TelemetryError("TT_OPTION", "Cannot use the option.")); // => true
 * isTelemetryError(new Error("other")); // => false
 * ```
 */
export function isTelemetryError(error: unknown): error is TelemetryError {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}

/** The error for a call without its function: `form` is its expected form, `trace(name, options?, fn)`, and `given` is in the function's place. */
export function functionMissing(form: string, given: unknown): TelemetryError {
  const call = form.slice(0, form.indexOf("("));
  const found = given === null ? "null" : typeof given;
  return new TelemetryError("TT_FUNCTION", `\`${call}()\` expects a function, not ${found}: \`${form}\`.`);
}

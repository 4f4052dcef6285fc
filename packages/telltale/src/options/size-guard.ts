// How large one value, span, record and request may be: options over `TELLTALE_GUARDS` over defaults that ordinary telemetry never meets.
import { shortestCut } from "../engine/cut-text.ts";
import { TelemetryError } from "../error.ts";

/** How large a thing may be before it is made smaller. Whatever is cut says so and is counted. */
export interface SizeGuardOptions {
  /**
   * Longest text in a value, a body, a message or a name, in UTF-16 units, and most bytes of a binary value. A value limit of
   * `limits` or the specification's variables is stronger. 65536
   */
  readonly valueLength?: number | undefined;
  /** Most bytes of a span. 262144 */
  readonly spanBytes?: number | undefined;
  /** Most bytes of a log record. Business records may have 2 MiB. 262144 */
  readonly recordBytes?: number | undefined;
  /** A request is sent when it has so many bytes. 4194304 */
  readonly batchBytes?: number | undefined;
}

/** What the options have come to. */
export interface SizeGuard {
  readonly valueLength: number;
  /** Whether somebody has asked for `valueLength`. */
  readonly isAsked: boolean;
  readonly spanBytes: number;
  readonly recordBytes: number;
  readonly batchBytes: number;
}

const defaults = { valueLength: 65_536, spanBytes: 262_144, recordBytes: 262_144, batchBytes: 4 << 20 };
const least = { valueLength: shortestCut, spanBytes: 1024, recordBytes: 1024, batchBytes: 1024 };

/** Settles `options`, which are called `where`; `false` for no bounds but that of a request. @throws {TelemetryError} `TT_OPTION` */
export function settleSizeGuard(options: unknown, where: string): SizeGuard {
  if (options === false) {
    return {
      valueLength: Infinity,
      isAsked: false,
      spanBytes: Infinity,
      recordBytes: Infinity,
      batchBytes: defaults.batchBytes,
    };
  }
  if (options !== undefined && (typeof options !== "object" || options === null || Array.isArray(options)))
    throw wrong(where, options, "false, or an object such as { valueLength: 10000 }");
  const given = (options ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, name))
      throw wrong(`${where}.${name}`, value, `one of ${Object.keys(defaults).join(", ")}`);
    const bound = least[name as keyof typeof least];
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= bound))
      throw wrong(`${where}.${name}`, value, `a whole number of at least ${bound}`);
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...set, isAsked: set["valueLength"] !== undefined };
}

function wrong(name: string, value: unknown, expected: string): TelemetryError {
  return new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}

// What callers pass, read once and without trust: what makes no sense is counted and left out or brought into form, the rest is sent.
import { cutBytes } from "../engine/text/cut-bytes.ts";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { attempt } from "../engine/errors/attempt.ts";
import type { Scope } from "../engine/context/scope.ts";
import { type Amount, defaultCurrency, noCurrency, toAmount, toCurrency } from "./amount.ts";
import { maxIdBytes, maxTypeBytes } from "./handoff-token.ts";

/** An amount with its currency; both absent when there is none. */
export interface Money {
  readonly amount?: Amount | undefined;
  readonly currency?: string | undefined;
}

/** Who something is about. */
export interface Person {
  readonly user: string | undefined;
  readonly session: string | undefined;
}

const crypto = builtin("crypto");
/** How much of a long id stays readable; with `~` and 32 hex digits it is within `maxIdBytes`. */
const idHeadBytes = 200;

/** A name such as a type or a step: at most 128 bytes. An invalid name becomes `unnamed`. */
export function readName(what: string, value: unknown): string {
  if (typeof value === "string" && value !== "" && (value.charCodeAt(0) > 0x20 || value.trim() !== "")) {
    const name = cutBytes(value, maxTypeBytes);
    if (name !== value) report("business_value_too_long", `${what}: expected at most ${maxTypeBytes} bytes`);
    return name;
  }
  report("business_name_invalid", `${what}: expected a non-empty string, got ${shown(value)}`);
  return "unnamed";
}

/**
 * An id: text or a number; `undefined` when it is absent or neither. One of more than 256 bytes becomes its beginning and a hash of the
 * whole, so that two different ones never become one.
 */
export function readId(what: string, value: unknown): string | undefined {
  if (typeof value === "string" && value.length * 3 <= maxIdBytes) return value === "" ? undefined : value;
  const id = readLong(what, value);
  if (id === undefined) return undefined;
  const start = cutBytes(id, maxIdBytes);
  if (start === id) return id;
  report("business_value_too_long", `${what}: expected at most ${maxIdBytes} bytes`);
  const hash = crypto().createHash("sha256").update(id).digest("hex").slice(0, 32);
  return `${cutBytes(start, idHeadBytes)}~${hash}`;
}

/** A text such as a reason, cut at 256 bytes; `undefined` when it is absent. */
export function readText(what: string, value: unknown): string | undefined {
  const text = readLong(what, value);
  if (text === undefined) return undefined;
  const start = cutBytes(text, maxIdBytes);
  if (start !== text) report("business_value_too_long", `${what}: expected at most ${maxIdBytes} bytes`);
  return start;
}

/** A finite number; `undefined` when it is absent or none. */
export function readNumber(what: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  report("business_number_invalid", `${what}: expected a finite number, got ${shown(value)}`);
  return undefined;
}

/**
 * An amount and its currency. Without a valid amount there is neither; an invalid currency becomes ISO 4217's `XXX`, so that the
 * amount is kept, apart from all real money.
 */
export function readMoney(what: string, amount: unknown, currency: unknown): Money {
  if (amount === undefined || amount === null) return {};
  const kept = toAmount(amount);
  if (kept === undefined) {
    report(
      "business_amount_invalid",
      `${what}: expected a finite number or decimal text, got ${shown(amount)}`,
    );
    return {};
  }
  return { amount: kept, currency: readCurrency(what, currency) };
}

/** A time-out in ms; `undefined` when it is absent or not a positive number. */
export function readTimeout(what: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  report("business_timeout_invalid", `${what}: expected a positive number of ms, got ${shown(value)}`);
  return undefined;
}

/** What the caller passed as options; something empty when it can have no fields. */
export function readOptions<Options extends object>(value: Options | null | undefined): Partial<Options> {
  return typeof value === "object" && value !== null ? value : {};
}

/**
 * What `fn` makes of `options`, something empty when they can have no fields. Where reading one of them throws, that is counted under
 * `business_value_unreadable` and `fn` is asked once more, without those that cannot be read: so it must read before it acts.
 */
export function reading<Options extends object, T>(
  call: string,
  options: Options | null | undefined,
  fn: (options: Partial<Options>) => T,
  fallback: T,
): T {
  try {
    return fn(readOptions(options));
  } catch {
    report("business_value_unreadable", call);
    return attempt(call, () => fn(legible(readOptions(options))), fallback);
  }
}

/** What the caller passed as attributes, when it is something that can have fields. */
export function readAttributes(value: unknown): object | undefined {
  return typeof value === "object" && value !== null ? value : undefined;
}

/** Who it is about: what was given, else the context attributes `user.id` and `session.id`. */
export function readPerson(
  options: { readonly user?: unknown; readonly session?: unknown } | undefined,
  scope: Scope,
): Person {
  const values = scope.attributes?.values;
  return {
    user: readId("user", options?.user ?? values?.["user.id"]),
    session: readId("session", options?.session ?? values?.["session.id"]),
  };
}

/** The fields of `given` that can be read. */
function legible<Options extends object>(given: Options): Options {
  const fields: Record<string, unknown> = {};
  try {
    for (const key in given) {
      try {
        fields[key] = given[key];
      } catch {
        // this one is left out, the others stay
      }
    }
  } catch {
    // not even its names can be had
  }
  return fields as Options;
}

function readLong(what: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
    return String(value);
  report("business_id_invalid", `${what}: expected a string, got ${shown(value)}`);
  return undefined;
}

function readCurrency(what: string, currency: unknown): string {
  if (currency === undefined || currency === null) return defaultCurrency;
  const kept = toCurrency(currency);
  if (kept === undefined)
    report("business_currency_invalid", `${what}: expected ISO 4217, got ${shown(currency)}`);
  return kept ?? noCurrency;
}

function shown(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : typeof value === "number"
      ? String(value)
      : typeof value;
}

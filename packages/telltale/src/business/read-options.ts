// What callers pass, read once and without trust: what makes no sense is counted and left out, the rest is sent.
import { report } from "../engine/diagnose.ts";
import type { Scope } from "../engine/scope.ts";
import { type Amount, defaultCurrency, noCurrency, toAmount, toCurrency } from "./amount.ts";
import { cutBytes, maxIdBytes, maxTypeBytes } from "./handoff-token.ts";

/** An amount with its currency; both absent when there is none. */
export interface Money {
  readonly amount?: Amount | undefined;
  readonly currency?: string | undefined;
}

/** A name such as a type or a step: at most 128 bytes. What is none becomes `unnamed`. */
export function readName(what: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return cutBytes(value, maxTypeBytes);
  report("business_name_invalid", `${what}: expected a non-empty string, got ${shown(value)}`);
  return "unnamed";
}

/** An id: text or a number, at most 256 bytes; `undefined` when it is absent or neither. */
export function readId(what: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return cutBytes(value, maxIdBytes);
  if (typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value)))
    return String(value);
  report("business_id_invalid", `${what}: expected a string, got ${shown(value)}`);
  return undefined;
}

/** A text such as a reason, cut at 256 bytes; `undefined` when it is absent. */
export function readText(what: string, value: unknown): string | undefined {
  return readId(what, value);
}

/**
 * An amount and its currency. Without a valid amount there is neither; a currency that is none becomes ISO 4217's `XXX`, so that the
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
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  report("business_timeout_invalid", `${what}: expected a positive number of ms, got ${shown(value)}`);
  return undefined;
}

/** What the caller passed as options; something empty when it can have no fields. */
export function readOptions<Options extends object>(value: Options | null | undefined): Partial<Options> {
  return typeof value === "object" && value !== null ? value : {};
}

/** What the caller passed as attributes, when it is something that can have fields. */
export function readAttributes(value: unknown): object | undefined {
  return typeof value === "object" && value !== null ? value : undefined;
}

/** Who it is about: what was given, else the context attributes `user.id` and `session.id`. */
export function readPerson(
  options: { readonly user?: unknown; readonly session?: unknown } | undefined,
  scope: Scope,
): { readonly user: string | undefined; readonly session: string | undefined } {
  const values = scope.attributes?.values;
  return {
    user: readId("user", options?.user ?? values?.["user.id"]),
    session: readId("session", options?.session ?? values?.["session.id"]),
  };
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

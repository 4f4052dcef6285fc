// `telltale/redaction`: removes secrets from texts and values.
import { keyedHash } from "../engine/attributes/identity.ts";
import { checkOptions, type RedactionOptions } from "./options.ts";
import { createTreatment } from "./treatment.ts";
import { walk } from "./walk.ts";

export type { RedactionMode, RedactionOptions, RedactionRule } from "./options.ts";

/** Removes secrets. Both functions are idempotent and never throw. */
export interface Redactor {
  /**
   * Redacts `value`, of any type and depth, under the name `key`. A secret name (`password`, `x-api-key`) hides the whole value; other
   * texts are scanned. Returns `value` itself when it is clean, otherwise a copy; `undefined` when it is dropped.
   */
  value(value: unknown, key?: string): unknown;
  /** Returns `text` with a marker in place of each secret. The time is linear in the length. */
  text(text: string): string;
}

/**
 * Creates a redactor. Rules and finders are compiled once, here.
 *
 * It finds payment cards, account numbers, e-mail addresses, phone and social security numbers, tokens, credentials, private keys,
 * the keys of 50 vendors, passwords in URLs, connection strings and after `password=`; IP addresses when they are switched on.
 * Check digits and lengths distinguish secrets from order numbers.
 *
 * `user.id`, `customer.id`, `session.id` and business ids never become a marker, which would merge all users into one: a value with a
 * secret in it becomes a keyed pseudonym.
 *
 * @throws {TelemetryError} `TT_OPTION` when one of the options is wrong.
 * @example
 * ```ts
 * import { createRedactor } from "telltale/redaction";
 *
 * const redactor = createRedactor();
 * redactor.text("ada@example.com paid with 4242 4242 4242 4242"); // => "[redacted:email] paid with [redacted:credit-card]"
 * redactor.value({ user: "ada", password: "hunter2" }); // => { user: "ada", password: "[redacted:password]" }
 * redactor.value("hunter2", "db.password"); // => "[redacted:password]"
 * ```
 */
export function createRedactor(options: RedactionOptions = {}): Redactor {
  checkOptions(options);
  const treatment = createTreatment(options, (id, _names, hasSecret) =>
    hasSecret(id) ? keyedHash(id, options.key) : id,
  );
  return {
    text: (given) => (typeof given === "string" ? (treatment.text(given, undefined) ?? "") : ""),
    value: (value, key) => walk(value, key, treatment),
  };
}

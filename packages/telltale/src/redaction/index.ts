// `telltale/redaction`: what must not leave is taken out of texts and values.
import { keyedHash } from "../engine/attributes/identity.ts";
import { checkOptions, type RedactionOptions } from "./options.ts";
import { createTreatment } from "./treatment.ts";
import { walk } from "./walk.ts";

export type { RedactionMode, RedactionOptions, RedactionRule } from "./options.ts";

/** Takes secrets out. Neither function ever throws, and doing it twice changes nothing. */
export interface Redactor {
  /**
   * `value`, of any kind and depth, as it may leave under the name `key`. A name that says so (`password`, `x-api-key`) hides the
   * whole value, other texts are looked at. What is clean is returned as it is, of the rest a copy; undefined for what is dropped.
   */
  value(value: unknown, key?: string): unknown;
  /** `text` with a mark in place of each secret. The time is linear in the length. */
  text(text: string): string;
}

/**
 * Makes a redactor; everything is compiled here, once.
 *
 * It finds payment cards, account numbers, e-mail addresses, phone and social security numbers, tokens, credentials, private keys,
 * the keys of 50 makers, passwords in URLs, connection strings and after `password=`; Internet addresses where they are asked for.
 * Where a check digit or a length tells a secret from an order number, it is checked.
 *
 * `user.id`, `customer.id`, `session.id` and business ids never become a mark, or all people would be one: a value with a secret in
 * it becomes a keyed pseudonym.
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
  const treatment = createTreatment(options, (id, _names, tells) =>
    tells(id) ? keyedHash(id, options.key) : id,
  );
  return {
    text: (given) => (typeof given === "string" ? (treatment.text(given, undefined) ?? "") : ""),
    value: (value, key) => walk(value, key, treatment),
  };
}

// `telltale/redaction`: what must not leave is taken out of texts and values.
import { report } from "../engine/diagnose.ts";
import { keyedHash } from "../engine/identity.ts";
import { findersOf, usualKinds } from "./kinds.ts";
import { marker, markerEnd } from "./marker.ts";
import { createJudge } from "./names.ts";
import { checkOptions, type RedactionOptions } from "./options.ts";
import { createReplace, type Replace } from "./replacement.ts";
import { type ApplyRules, compileRules } from "./rules.ts";
import { compileScan, type Scan } from "./scan.ts";
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

/** What one pass uncovers, as a removed part that was between two, the next one finds. */
const mostPasses = 8;

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
  const on = kindTest(options.kinds);
  const replace = createReplace(options);
  const { rules = [] } = options;
  const scan = compileScan(findersOf(on), allowing(options.allow?.values));
  const text = createText(scan, compileRules(rules, replace), replace);
  const judge = createJudge(options, on);
  const patterns = rules
    .filter(({ pattern }) => pattern !== undefined)
    .map((rule) => ({ ...rule, find: undefined }));
  const nameText = createText(scan, compileRules(patterns, replace), replace);
  const treatment = {
    text,
    name: (name: string) => nameText(name, undefined),
    judge: (name: string, path: string) => {
      const verdict = judge(path);
      return verdict === "look" && path !== name ? judge(name) : verdict;
    },
    whole: (value: unknown, { kind, mode }: { kind: string; mode: Parameters<Replace>[2] }) => {
      const written = typeof value === "string" ? value : textOf(value);
      return markerEnd(written, 0) === written.length ? written : replace(written, kind, mode);
    },
    identity: (id: string) => (text(id, undefined) === id ? id : keyedHash(id, options.key)),
  };
  return {
    text: (given) => (typeof given === "string" ? (text(given, undefined) ?? "") : ""),
    value: (value, key) => walk(value, key, treatment),
  };
}

function kindTest(kinds: RedactionOptions["kinds"]): (kind: string) => boolean {
  if (kinds === "all") return () => true;
  const chosen = new Set(usualKinds);
  for (const [kind, wanted] of Object.entries(kinds ?? {})) {
    if (wanted) chosen.add(kind);
    else chosen.delete(kind);
  }
  return (kind) => chosen.has(kind);
}

function createText(
  scan: Scan,
  own: ApplyRules | undefined,
  replace: Replace,
): (text: string, name: string | undefined) => string | undefined {
  return (text, name) => {
    try {
      const ruled = own === undefined ? text : own(text, name);
      return ruled === undefined ? undefined : scanned(ruled, scan, replace);
    } catch (error) {
      report("redaction_failed", error);
      return marker("unreadable");
    }
  };
}

function scanned(text: string, scan: Scan, replace: Replace): string {
  let rest = text;
  for (let pass = 0; pass < mostPasses; pass++) {
    const found = scan(rest);
    if (found === undefined) break;
    let result = "";
    let done = 0;
    for (const { start, end, kind } of found) {
      result += rest.slice(done, start) + (replace(rest.slice(start, end), kind) ?? "");
      done = end;
    }
    rest = result + rest.slice(done);
  }
  return rest;
}

function allowing(
  values: readonly (string | RegExp)[] | undefined,
): ((found: string) => boolean) | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const texts = new Set(values.filter((value) => typeof value === "string"));
  const patterns = values
    .filter((value) => value instanceof RegExp)
    .map((pattern) => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")));
  return (found) => texts.has(found) || patterns.some((pattern) => pattern.test(found));
}

function textOf(value: unknown): string {
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "[unreadable]";
  }
}

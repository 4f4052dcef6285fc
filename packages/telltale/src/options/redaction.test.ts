import { diag, DiagLogLevel } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import { createEnvironment } from "../engine/settings/environment.ts";
import type { Redaction } from "../engine/redaction/redaction.ts";
import { isTelemetryError } from "../error.ts";
import { redactionOfData } from "../configuration/redaction.ts";
import { resolveRedaction } from "./redaction.ts";

const raw = { mode: "raw", key: undefined } as const;
function resolve(
  option: Parameters<typeof resolveRedaction>[0],
  variables: Record<string, string> = {},
  file?: boolean,
): Redaction | undefined {
  const settled = resolveRedaction(option, raw, createEnvironment(variables), file);
  return typeof settled === "function" ? settled() : settled;
}
const text = (given: string, variables: Record<string, string>): unknown =>
  resolve(undefined, variables)?.text(given, undefined);

test("on by default, off by option or variable, and the option is stronger", () => {
  expect(resolve(undefined)).toBeDefined();
  expect(resolve(false)).toBeUndefined();
  expect(resolve(undefined, { TELLTALE_REDACTION: "false" })).toBeUndefined();
  expect(resolve(true, { TELLTALE_REDACTION: "false" })).toBeDefined();
  expect(resolve({}, { TELLTALE_REDACTION: "false" })).toBeDefined();
  expect(resolve(false, { TELLTALE_REDACTION: "true" })).toBeUndefined();
});

test("the variable is stronger than the configuration file", () => {
  expect(resolve(undefined, {}, false)).toBeUndefined();
  expect(resolve(undefined, { TELLTALE_REDACTION: "true" }, false)).toBeDefined();
  expect(resolve(undefined, { TELLTALE_REDACTION: "false" }, true)).toBeUndefined();
  expect(resolve(true, {}, false)).toBeDefined();
});

test("variables say what is looked for and the result", () => {
  const mail = "ada@example.com from 192.0.2.1";
  expect(text(mail, {})).toBe("[redacted:email] from 192.0.2.1");
  expect(text(mail, { TELLTALE_REDACTION_KINDS: "ipv4,-email" })).toBe(
    "ada@example.com from [redacted:ipv4]",
  );
  expect(text(mail, { TELLTALE_REDACTION_KINDS: "all" })).toBe("[redacted:email] from [redacted:ipv4]");
  expect(text(mail, { TELLTALE_REDACTION_MODE: "partial" })).toBe(
    "[redacted:email:a*@example.com] from 192.0.2.1",
  );
  expect(text(mail, { TELLTALE_REDACTION_MODE: "drop" })).toBe(" from 192.0.2.1");
  expect(text(mail, { TELLTALE_REDACTION_ALLOW: "ada@example.com" })).toBe(mail);
  const key = { TELLTALE_REDACTION_MODE: "hash", TELLTALE_REDACTION_KEY: "a key of 16 characters" };
  expect(text(mail, key)).toMatch(/^\[redacted:email:[0-9a-f]{32}\] from/);
  expect(text(mail, key)).toBe(text(mail, key));
  const named = resolve(undefined, {
    TELLTALE_REDACTION_NAMES: "voucher.code, internal.*",
    TELLTALE_REDACTION_ALLOW: "demo.password",
  });
  expect(named?.value("x", "shop.voucherCode")).toBe("[redacted:name]");
  expect(named?.value("x", "internal.note")).toBe("[redacted:name]");
  expect(named?.value("x", "demo.password")).toBe("x");
  expect(named?.value("x", "password")).toBe("[redacted:password]");
});

test("wrong variables warn and are ignored", () => {
  const warnings: string[] = [];
  const keep = (note: string): number => warnings.push(note);
  diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep }, DiagLogLevel.WARN);
  onTestFinished(() => diag.disable());
  expect(
    text("ada@example.com", {
      TELLTALE_REDACTION: "off",
      TELLTALE_REDACTION_KINDS: "nonsense",
      TELLTALE_REDACTION_MODE: "blur",
      TELLTALE_REDACTION_KEY: "short",
    }),
  ).toBe("[redacted:email]");
  for (const name of ["", "_KINDS", "_MODE", "_KEY"])
    expect(warnings).toContainEqual(expect.stringContaining(`TELLTALE_REDACTION${name}=`));
  expect(warnings.join()).not.toContain("short");
});

test("plain data of a file", () => {
  expect(redactionOfData(false)).toBe(false);
  const options = redactionOfData({
    kinds: ["ipv4", "-email"],
    allow: { names: ["demo.*"], values: ["192.0.2.1", "/^198\\./"] },
    rules: [{ kind: "employee", pattern: "\\bE-\\d{6}\\b" }],
  });
  expect(resolve(options)?.text("E-123456 at 192.0.2.1, 198.51.100.1, 203.0.113.9", undefined)).toBe(
    "[redacted:employee] at 192.0.2.1, 198.51.100.1, [redacted:ipv4]",
  );
});

test.each([
  "yes",
  null,
  [],
  { kinds: ["nonsense"] },
  { kinds: 7 },
  { mode: "blur" },
  { allow: { values: "x" } },
  { rules: [{ kind: "x", pattern: "(" }] },
  { rules: [{ kind: "x", pattern: "(a+)+" }] },
  { rules: "x" },
  { rules: [7] },
  { unknown: 1 },
])("%j is refused", (data) => {
  let thrown: unknown;
  try {
    redactionOfData(data);
  } catch (error) {
    thrown = error;
  }
  expect(isTelemetryError(thrown) && thrown.code).toBe("TT_OPTION");
});

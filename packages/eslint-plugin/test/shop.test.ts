// The example shop has no finding; mistakes seeded into it are each caught, at their line, by a message that says what to do.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Linter } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { parser } from "./support/typescript-parser.ts";

const shop = path.join(import.meta.dirname, "../../../examples/shop/src");
const sources = readdirSync(shop, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);
const config = {
  ...plugin.configs.recommended,
  files: ["**/*.ts"],
  languageOptions: { parser },
  settings: { telltale: { catalog: path.join(shop, "catalog.ts") } },
} as Linter.Config;

const lint = (text: string, filename: string): ReturnType<Linter["verify"]> =>
  new Linter().verify(text, [config], { filename });

describe("the shop has no finding", () => {
  test.each(sources)("%s", (file) => {
    expect(lint(readFileSync(path.join(shop, file), "utf8"), file)).toEqual([]);
  });
});

interface Mistake {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  /** Part of the message, or of a suggestion. */
  readonly says: string;
}

const mistakes: readonly Mistake[] = [
  {
    what: "a misspelled attribute",
    file: "charge.ts",
    from: 'span.setAttribute("payment.attempt", 2)',
    to: 'span.setAttribute("payment.atempt", 2)',
    rule: "declared-attributes",
    says: "payment.attempt",
  },
  {
    what: "a secret on a span",
    file: "fulfilment.ts",
    from: 'span.setAttribute("label.printer", "printer-2")',
    to: 'span.setAttribute("printer.password", "printer-2")',
    rule: "no-sensitive-attributes",
    says: "printer.password",
  },
  {
    what: "an id on a metric",
    file: "fulfilment.ts",
    from: 'parcels.add(1, { "shipping.carrier": "postbote" })',
    to: 'parcels.add(1, { "shipping.carrier": "postbote", "order.id": orderId })',
    rule: "safe-metric-attributes",
    says: "order.id",
  },
  {
    what: "a span's name with an id",
    file: "fulfilment.ts",
    from: 'trace("print label"',
    to: "trace(`print label ${orderId}`",
    rule: "constant-span-name",
    says: "attribute",
  },
  {
    what: "a meaningless name",
    file: "fulfilment.ts",
    from: 'trace("print label"',
    to: 'trace("data"',
    rule: "meaningful-name",
    says: "data",
  },
  {
    what: "a caught error that only becomes a default",
    file: "charge.ts",
    from: `catch (error) {
    stop({ "payment.provider": provider, "payment.outcome": "timeout" });
    throw new ProviderTimeoutError(provider, error);`,
    to: `catch (error) {
    stop({ "payment.provider": provider, "payment.outcome": "timeout" });
    return { outcome: "declined", provider, reason: "no answer" };`,
    rule: "record-caught-errors",
    says: "captureError",
  },
  {
    what: "a caught error that only the console gets",
    file: "charge.ts",
    from: `catch (error) {
    stop({ "payment.provider": provider, "payment.outcome": "timeout" });
    throw new ProviderTimeoutError(provider, error);`,
    to: `catch (error) {
    console.error("no answer", error);
    return { outcome: "declined", provider, reason: "no answer" };`,
    rule: "record-caught-errors",
    says: "captureError",
  },
  {
    what: "a rejection that becomes nothing",
    file: "charge.ts",
    from: `await trace("risk score", () => pause(10 + Math.random() * 30));`,
    to: `await trace("risk score", () => pause(10 + Math.random() * 30)).catch(() => undefined);`,
    rule: "record-caught-errors",
    says: "captureError",
  },
  {
    what: "a result that nothing waits for",
    file: "fulfilment.ts",
    from: 'await trace("print label"',
    to: 'trace("print label"',
    rule: "await-trace",
    says: "Await it.",
  },
];

describe("the linter catches", () => {
  test.each(mistakes)("$what", ({ file, from, to, rule, says }) => {
    const text = readFileSync(path.join(shop, file), "utf8");
    const at = text.indexOf(from);
    expect(at).toBeGreaterThan(-1);
    const found = lint(text.slice(0, at) + to + text.slice(at + from.length), file);
    const line = text.slice(0, at).split("\n").length;
    const caught = found.filter(({ ruleId }) => ruleId === `telltale/${rule}`);
    expect(caught.map((one) => one.line)).toEqual([line]);
    const said = caught.flatMap((one) => [one.message, ...(one.suggestions ?? []).map(({ desc }) => desc)]);
    expect(said.join("\n")).toContain(says);
  });
});

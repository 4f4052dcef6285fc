// Wherever a text is cut, no part of a secret is left that redaction would no longer detect: names, context attributes, errors, addresses,
// arguments of decorated functions.
import { afterEach, expect, test } from "vitest";
import { captureError, log, trace, traceCall, traceMessage, withContext, wrap } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";

let telemetry: Collected | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

const card = "4242 4242 4242 4242";

const places: readonly (readonly [string, length: number, (text: string) => unknown])[] = [
  ["the name of a span", 1024, (text) => trace(text, () => {})],
  ["a context attribute", 1024, (text) => withContext({ note: text }, () => trace("t", () => {}))],
  ["the message of an error", 16_384, (text) => captureError(new Error(text))],
  ["a field of an error", 1024, (text) => captureError(Object.assign(new Error("x"), { detail: text }))],
  ["a cause", 16_384, (text) => log.error("x", { error: new Error("outer", { cause: new Error(text) }) })],
  [
    "an address",
    2048,
    (text) => traceCall({ service: "s", url: `/${text}`, method: "GET" }, () => ({ status: 200 })),
  ],
  [
    "an option of a call",
    256,
    (text) =>
      traceMessage({ system: text, destination: "d", operation: "send", message: { headers: {} } }, () => {}),
  ],
  [
    "an argument",
    99,
    (text) => wrap((given: string) => given.length, { name: "f", arguments: ["given"] })(text),
  ],
  [
    "a part of an argument",
    99,
    (text) => wrap((given: object) => Object.keys(given), { name: "f", arguments: ["given"] })({ text }),
  ],
];

test.each(places)("%s", async (_name, length, put) => {
  const all = (telemetry = collect({ handleExit: false }));
  for (let before = length - 24; before <= length; before += 2) {
    const text = `${"a ".repeat(before >> 1)}${card}${" z".repeat(200)}`;
    await put(text);
  }
  await all.flush();
  const sent = JSON.stringify([all.spans(), all.records()], (key, value: unknown) => {
    // random ids and times may contain the digits by chance
    if (/(?:Id|Ms|\.uid)$/.test(key)) return undefined;
    return value instanceof Map ? [...value] : typeof value === "bigint" ? Number(value) : value;
  });
  expect(sent).toContain("a a a a a");
  expect(sent).not.toMatch(/4242/);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fullStack, toErrorFacts } from "../engine/errors/error-facts.ts";
import { setRedaction } from "../engine/redaction/redaction.ts";
import { createRedaction } from "../redaction/leaving.ts";
import { fingerprintOf, normalisedMessage } from "./fingerprint.ts";

const withStack = (error: Error, ...lines: string[]): Error =>
  Object.assign(error, {
    stack: `${error.name}: ${error.message}\n${lines.map((line) => `    at ${line}`).join("\n")}`,
  });
const fingerprint = (error: unknown, root = "/srv/app") => fingerprintOf(toErrorFacts(error), root);

test("equal across lines, messages, machines, recursion and library frames", () => {
  const here = withStack(
    new TypeError("order 17"),
    "charge (/srv/app/src/pay.js:10:5)",
    "main (/srv/app/src/main.js:2:1)",
  );
  const there = withStack(
    new TypeError("order 99"),
    "charge (file:///releases/42/src/pay.js:77:1)",
    "charge (file:///releases/42/src/pay.js:78:1)",
    "handle (/releases/42/node_modules/express/lib/layer.js:1:1)",
    "async main (file:///releases/42/src/main.js:3:1)",
    "node:internal/process/task_queues:105:5",
  );
  expect(fingerprint(there, "/releases/42")).toBe(fingerprint(here));
  expect(fingerprint(here)).toMatch(/^[0-9a-f]{16}$/);
});

test("different for another type, another way, another cause", () => {
  const way = "charge (/srv/app/src/pay.js:10:5)";
  const base = fingerprint(withStack(new Error("x"), way));
  expect(fingerprint(withStack(new TypeError("x"), way))).not.toBe(base);
  expect(fingerprint(withStack(new Error("x"), "refund (/srv/app/src/pay.js:10:5)"))).not.toBe(base);
  const cause = withStack(new RangeError("y"), "read (/srv/app/src/db.js:1:1)");
  expect(fingerprint(withStack(new Error("x", { cause }), way))).not.toBe(base);
  const read = "read (/srv/app/src/db.js:1:1)";
  const causes = [new RangeError("y"), new TypeError("y")].map((one) =>
    fingerprint(withStack(new Error("x", { cause: withStack(one, read) }), way)),
  );
  expect(causes[0]).not.toBe(causes[1]);
});

test("a content hash in a bundle's name does not split a group", () => {
  const one = withStack(new Error("x"), "a (/srv/app/dist/chunk-3f2a9c1b.js:1:1)");
  const two = withStack(new Error("x"), "a (/srv/app/dist/chunk-88ab01ff.js:1:9)");
  const other = withStack(new Error("x"), "a (/srv/app/dist/payments.js:1:9)");
  expect(fingerprint(one)).toBe(fingerprint(two));
  expect(fingerprint(other)).not.toBe(fingerprint(one));
});

test("a message holds the URL of a bundle: a new build does not split a group", () => {
  const failed = (url: string): string =>
    fingerprint(withStack(new TypeError(`Failed to fetch dynamically imported module: ${url}`)));
  const hashes = ["Drxd8LAi", "Dr-d8LAi", "AbcdefgH", "3f2a9c1b", "x_Yz1234"];
  const groups = hashes.map((hash, build) =>
    failed(`https://shop-${build}.example/assets/index-${hash}.js?v=${build}`),
  );
  expect(new Set(groups).size).toBe(1);
  expect(failed("https://shop.example/assets/cart-Drxd8LAi.js")).not.toBe(groups[0]);
});

test("different messages with only anonymous frames stay apart", () => {
  const anonymous = ["/srv/app/src/main.js:10:5", "/srv/app/src/other.js:2:1"];
  const one = fingerprint(withStack(new Error("no stock of item 17"), ...anonymous));
  expect(fingerprint(withStack(new Error("no stock of item 99"), ...anonymous))).toBe(one);
  expect(fingerprint(withStack(new Error("no such order"), ...anonymous))).not.toBe(one);
});

test("only the hash leaves the name of a bundle", () => {
  const at = (file: string): string =>
    fingerprint(withStack(new Error("x"), `a (/srv/app/dist/${file}:1:1)`));
  expect(at("user-page-Ab3dE9x_.js")).toBe(at("user-page-Zz-dE9x1.js"));
  expect(at("user-page-Ab3dE9x_.js")).not.toBe(at("user-settings-Ab3dE9x_.js"));
  expect(at("user-settings.js")).not.toBe(at("user-page.js"));
});

test("without frames the message decides, without what changes in it", () => {
  expect(fingerprint("order 17 of 'bob' is gone")).toBe(fingerprint("order 99 of 'eve' is gone"));
  expect(fingerprint("order 17 is gone")).not.toBe(fingerprint("user 17 is gone"));
  expect(normalisedMessage('user "a b" 3fa85f64-5717-4562-b3fc-2c963f66afa6 me@x.org 0a1b2c3d4e 12')).toBe(
    "user <text> <id> <address> <id> <n>",
  );
});

test("reads hostile values without throwing", () => {
  const hostile = {
    get message(): string {
      throw new Error("no");
    },
    get stack(): string {
      throw new Error("no");
    },
  };
  expect(toErrorFacts(hostile)).toEqual({ type: "Object", message: "[unreadable]", stack: "", causes: [] });
  fc.assert(fc.property(fc.anything(), (value) => /^[0-9a-f]{16}$/.test(fingerprint(value))));
  const cyclic: Error & { cause?: unknown } = new Error("a");
  cyclic.cause = new Error("b", { cause: cyclic });
  expect(toErrorFacts(cyclic).causes.map((cause) => cause.message)).toEqual(["b"]);
});

test("keeps causes and the errors of an AggregateError, at most eight", () => {
  const inner = new Error("inner", { cause: new TypeError("root") });
  const facts = toErrorFacts(
    new AggregateError([inner, new RangeError("second")], "all failed", { cause: "text" }),
  );
  expect(facts.causes.map((cause) => `${cause.type}: ${cause.message}`)).toEqual([
    "string: text",
    "Error: inner",
    "RangeError: second",
    "TypeError: root",
  ]);
  expect(fullStack(facts)).toContain("\nCaused by: Error: inner\n    at ");
  expect(
    toErrorFacts(new AggregateError(Array.from({ length: 20 }, () => new Error("x")))).causes.length,
  ).toBe(8);
});

test("does not depend on a secret in the message", () => {
  const failed = (secret: string): string =>
    fingerprint(
      withStack(new Error(`command AUTH ${secret} failed`), "node:internal/process/task_queues:105:5"),
    );
  // a start before this test has set one
  setRedaction(undefined);
  expect(failed("hunter-x")).not.toBe(failed("letmein-y"));
  setRedaction(createRedaction({}));
  try {
    expect(failed("hunter-x")).toBe(failed("letmein-y"));
  } finally {
    setRedaction(undefined);
  }
});

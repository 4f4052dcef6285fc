// The same fault is one group over builds, machines and browsers; other faults are other groups.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutHashes } from "./file-name.ts";
import { type Fault, fingerprintOf } from "./fingerprint.ts";
import { normalizeMessage } from "./message.ts";
import { parseStack } from "./stack.ts";

const fault = (fields: Partial<Fault>): Fault => ({
  type: "Error",
  message: "",
  stack: "",
  place: "",
  ...fields,
});
const print = (fields: Partial<Fault>): string => fingerprintOf(fault(fields));
const v8 = (title: string, ...calls: string[]): string =>
  [title, ...calls.map((call) => `    at ${call}`)].join("\n");

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
const textOf = (letters: string, length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length }).map((all) => all.join(""));
/** As Vite, esbuild and webpack write them. A word of small letters is not a hash. */
const buildHash = fc.oneof(
  textOf(base64url, 8).filter((text) => !/^[A-Z]?[a-z]+$/.test(text)),
  textOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8),
  textOf("0123456789abcdef", 20),
);
const serverHash = buildHash.filter((text) => /\d/.test(text) || /^[A-Z]+$/.test(text));
const number = fc.integer({ min: 1, max: 900_000 });
const minified = fc.oneof(textOf("abcdefghXYZ$_", 1), textOf("abcdefghXYZ$_", 2));
const host = fc.constantFrom(
  "https://shop.example",
  "https://staging.shop.example:8443",
  "http://127.0.0.1:3000",
);

/** What differs from one build to the next. */
const build = fc.record({
  host,
  index: buildHash,
  server: serverHash,
  vendor: buildHash,
  line: number,
  column: number,
  e: minified,
  r: minified,
  id: number,
});
type Build = typeof build extends fc.Arbitrary<infer Value> ? Value : never;

/** The highest number of fingerprints that 20 builds with the same fault had. */
function groupsOver(toFault: (build: Build) => Fault): number {
  let most = 0;
  fc.assert(
    fc.property(fc.array(build, { minLength: 20, maxLength: 20 }), (builds) => {
      const groups = new Set(builds.map((one) => fingerprintOf(toFault(one)))).size;
      most = Math.max(most, groups);
      return groups === 1;
    }),
    { numRuns: 50 },
  );
  return most;
}

describe("the same fault over 20 builds is one group", () => {
  test("a module that cannot be fetched", () =>
    expect(
      groupsOver(({ host: at, index, id }) =>
        fault({
          type: "TypeError",
          message: `Failed to fetch dynamically imported module: ${at}/assets/index-${index}.js?v=${id}`,
        }),
      ),
    ).toBe(1));

  test("a minified stack of Chromium", () =>
    expect(
      groupsOver(({ host: at, index, vendor, line, column, e, r }) =>
        fault({
          type: "TypeError",
          message: `Cannot read properties of undefined (reading 'price')`,
          stack: v8(
            "TypeError: Cannot read properties of undefined (reading 'price')",
            `${e} (${at}/assets/cart-${index}.js:${line}:${column})`,
            `${e}.${r} (${at}/assets/cart-${index}.js:${line}:${column + 4})`,
            `async ${r} (${at}/assets/vendor-${vendor}.js:${line}:${column})`,
          ),
        }),
      ),
    ).toBe(1));

  test("a minified stack of Firefox and Safari", () =>
    expect(
      groupsOver(({ host: at, index, vendor, line, column, e, r }) =>
        fault({
          type: "TypeError",
          message: `${e} is undefined`,
          stack: [
            `${e}@${at}/assets/cart-${index}.js:${line}:${column}`,
            `async*${r}/<@${at}/assets/cart-${index}.js:${line}:${column}`,
            `@${at}/assets/vendor-${vendor}.js:${line}:${column}`,
            "map@[native code]",
          ].join("\n"),
        }),
      ),
    ).toBe(1));

  test("named functions in bundles, in other releases and on other machines", () =>
    expect(
      groupsOver(({ server, line, column, id, e }) =>
        fault({
          type: "DeclinedError",
          message: `order ${id} of user-${id}@example.com declined`,
          stack: v8(
            `DeclinedError: order ${id} declined`,
            `${e}.charge (/releases/${id}/dist/pay-${server}.mjs:${line}:${column})`,
            `async handle (file:///releases/${id}/node_modules/hono/dist/compose.js:${line}:${column})`,
            `process.processTicksAndRejections (node:internal/process/task_queues:${line}:${column})`,
          ),
        }),
      ),
    ).toBe(1));

  test("a message with ids, when there is no stack", () =>
    expect(
      groupsOver(({ id, index }) =>
        fault({
          message: `payment pay_${id}x${id} of "${index}" failed after ${id} ms at ${id}.${id}.0.1:${id}`,
        }),
      ),
    ).toBe(1));

  test("other languages", () => {
    expect(
      groupsOver(({ line, id }) =>
        fault({
          type: "PaymentException",
          stack: `PaymentException: order ${id}\n\tat com.shop.Payments.charge(Payments.java:${line})\n\tat com.shop.Payments$$Lambda$${id}/0x${id}.run(Unknown Source)\n\tat java.base/java.lang.Thread.run(Thread.java:${line})`,
        }),
      ),
    ).toBe(1);
    expect(
      groupsOver(({ line, id }) =>
        fault({
          type: "KeyError",
          stack: `Traceback (most recent call last):\n  File "/releases/${id}/shop/main.py", line ${line}, in main\n    charge(order)\n  File "/releases/${id}/shop/pay.py", line ${line}, in charge\n    order["price"]\nKeyError: 'price'`,
        }),
      ),
    ).toBe(1);
    expect(
      groupsOver(({ line, id }) =>
        fault({
          type: "PaymentException",
          stack: `PaymentException: order ${id}\n   at Shop.Payments.Charge(Order order) in /src/${id}/Payments.cs:line ${line}`,
        }),
      ),
    ).toBe(1);
  });
});

describe("other faults are other groups", () => {
  test("in other places", () => {
    const name = fc.stringMatching(/^[a-z]{5,9}$/);
    fc.assert(
      fc.property(name, name, name, name, (one, two, file, other) => {
        fc.pre(one !== two && file !== other);
        const at = (call: string, where: string): string =>
          print({ stack: v8("Error: x", `${call} (/srv/app/src/${where}.ts:1:1)`) });
        expect(at(one, file)).not.toBe(at(two, file));
        expect(at(one, file)).not.toBe(at(one, other));
      }),
    );
  });

  test("with other messages, when all frames are anonymous or minified", () => {
    const stack = v8(
      "TypeError",
      "https://shop.example/assets/index-Drxd8LAi.js:1:2",
      "Xr (https://shop.example/assets/index-Drxd8LAi.js:1:9)",
    );
    const prints = [
      "Cannot read properties of undefined (reading 'price')",
      "Cannot read properties of undefined (reading 'name')",
      "e.map is not a function",
      "e.filter is not a function",
      "Failed to fetch dynamically imported module: https://shop.example/assets/cart-Drxd8LAi.js",
      "Failed to fetch dynamically imported module: https://shop.example/assets/checkout-Drxd8LAi.js",
    ].map((message) => print({ type: "TypeError", message, stack }));
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("of other types, causes and places without a stack", () => {
    const stack = v8("Error: x", "charge (/srv/app/src/pay.ts:1:1)");
    expect(print({ stack })).not.toBe(print({ stack, type: "TypeError" }));
    const caused = (cause: string): string =>
      print({ stack: `${stack}\nCaused by: ${v8(cause, "read (/srv/app/src/db.ts:1:1)")}` });
    expect(caused("RangeError: y")).not.toBe(print({ stack }));
    expect(caused("RangeError: y")).not.toBe(caused("SyntaxError: y"));
    expect(caused("RangeError: y")).toBe(caused("RangeError: z"));
    expect(print({ place: "charge /srv/pay.ts" })).not.toBe(print({ place: "refund /srv/pay.ts" }));
  });
});

test("names of files lose the hash of a build, and nothing else", () => {
  expect(
    [
      "index-Drxd8LAi.js",
      "user-profile-Ab3dE9x_.js",
      "chunk-ABCDEFGH.js",
      "2.8f3a9c1b.chunk.js",
      "main.D4kf82Lq.css",
      "4bd1b696-100b9d70ed4e49c1.js",
    ].map((name) => withoutHashes(name, false)),
  ).toEqual(["index.js", "user-profile.js", "chunk.js", "chunk.js", "main.css", "<hash>.js"]);
  const plain = [
    "payments.js",
    "user-settings.tsx",
    "payModal.js",
    "user-payModal.js",
    "oauth2.js",
    "index.min.js",
    "a.b.c.d",
    "",
  ];
  expect(plain.map((name) => withoutHashes(name, false))).toEqual(
    plain.map((name) => (name === "" ? "<hash>" : name)),
  );
});

test("a message loses what changes from one time to the next", () => {
  expect(
    normalizeMessage('user "a b" 3fa85f64-5717-4562-b3fc-2c963f66afa6 me@x.org 0a1b2c3d4e cus_9s6XKzkNR 12'),
  ).toBe("user <text> <id> <address> <id> <id> <n>");
  expect(normalizeMessage("undefined is not an object (evaluating 'e.price')")).toBe(
    "undefined is not an object (evaluating price)",
  );
  expect(normalizeMessage("e is undefined, t.map is not a function")).toBe(
    "<name> is undefined, <name>.map is not a function",
  );
});

test("takes time in proportion to the stack, whatever it holds", () => {
  const pieces = [
    "at ",
    "(",
    ")",
    ":",
    "1",
    "@",
    "/",
    "-",
    ".",
    "a",
    " [as ",
    "]",
    "<",
    "\n",
    "$$",
    "async ",
    'File "',
    '", line ',
    "://",
    "Caused by: ",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 40 }), (chosen) => {
      const stack = chosen.join("").repeat(2_000);
      expect(print({ type: stack, message: stack, stack, place: stack })).toMatch(/^[0-9a-f]{16}$/);
    }),
    { numRuns: 100 },
  );
});

test("reads a thousand lines of a stack at most", () => {
  const call = "    at charge (/srv/src/pay.js:1:1)";
  expect(parseStack(`${"x\n".repeat(999)}${call}`)[0]?.frames).toHaveLength(1);
  expect(parseStack(`${"x\n".repeat(1000)}${call}`)[0]?.frames).toHaveLength(0);
});

test("never throws", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (type, message, stack) => {
      expect(print({ type, message, stack, place: type })).toMatch(/^[0-9a-f]{16}$/);
    }),
  );
});

import { describe, expect, test } from "vitest";
import { reported } from "../engine/diagnostics/diagnose.ts";
import { createRedactor, type RedactionOptions } from "./index.ts";

const key = "0123456789abcdef";
const usual = createRedactor();

describe("names", () => {
  test.each([
    ["password", "password"],
    ["user.password", "password"],
    ["DB_PASSWD", "password"],
    ["newPassword", "password"],
    ["userpassword", "password"],
    ["password_confirmation", "password"],
    ["passwords.0", "password"],
    ["client.secret", "password"],
    ["webhookSecret", "secret"],
    ["access_token", "token"],
    ["refreshToken", "token"],
    ["ACCESS-TOKEN", "token"],
    ["http.request.header.x-api-key", "api-key"],
    ["apiKey", "api-key"],
    ["http.request.header.authorization", "authorization"],
    ["http.response.header.set-cookie", "cookie"],
    ["Cookie", "cookie"],
    ["payment.card_number", "credit-card"],
    ["cardNumber", "credit-card"],
    ["card.cvv", "card-security-code"],
    ["ssn", "ssn"],
    ["aws_secret_access_key", "aws-secret-key"],
  ])("%s hides a %s", (name, kind) => {
    expect(usual.value("some value", name)).toBe(`[redacted:${kind}]`);
    expect(usual.value({ [name]: "some value" })).toEqual({ [name]: `[redacted:${kind}]` });
    expect(usual.value(`[redacted:${kind}]`, name)).toBe(`[redacted:${kind}]`);
  });

  test.each([
    "order.id",
    "gen_ai.usage.input_tokens",
    "token.count",
    "token_type",
    "page_token",
    "nextToken",
    "password.strength",
    "password_reset",
    "secretary",
    "span",
    "company",
    "cookie_consent",
    "user.id",
    "session.id",
    "public_key",
    "key",
  ])("%s hides nothing", (name) => {
    expect(usual.value("some value", name)).toBe("some value");
  });

  test("judges nested names by their path and lists part by part, and keeps ordinary ones", () => {
    const given = {
      card: { number: "4000", brand: "visa" },
      tokens: ["a", null],
      password: true,
      secret: "",
      n: 1,
    };
    expect(usual.value(given)).toEqual({
      card: { number: "[redacted:credit-card]", brand: "visa" },
      tokens: ["[redacted:token]", null],
      password: true,
      secret: "",
      n: 1,
    });
  });

  test("judges very many names without caching all of them", () => {
    for (let at = 0; at < 30_000; at++) usual.value("x", `made.up.${at}`);
    expect(usual.value("x", "password")).toBe("[redacted:password]");
  });
});

describe("values", () => {
  test("returns a clean value itself", () => {
    const clean = { a: [1, "b", { c: null }], d: new Set(["e"]), f: new Date(0), g: new Uint8Array([1]) };
    expect(usual.value(clean)).toBe(clean);
  });

  test("redacts texts, names, maps, sets, errors and bytes", () => {
    const error = new Error("no ada@example.com", { cause: "x" });
    const left = usual.value({
      map: new Map([["token", "a"]]),
      set: new Set(["ada@example.com"]),
      error,
      bytes: new TextEncoder().encode("ada@example.com"),
      "ada@example.com": 1,
      number: 4242424242424242,
      big: 4242424242424242n,
      json: '{"password":"hunter2"}',
    }) as Record<string, unknown>;
    expect(left["map"]).toEqual(new Map([["token", "[redacted:token]"]]));
    expect(left["set"]).toEqual(new Set(["[redacted:email]"]));
    expect(left["error"]).toMatchObject({ message: "no [redacted:email]" });
    expect(new TextDecoder().decode(left["bytes"] as Uint8Array)).toBe("[redacted:email]");
    expect(left["[redacted:email]"]).toBe(1);
    expect([left["number"], left["big"]]).toEqual(["[redacted:credit-card]", "[redacted:credit-card]"]);
    expect(left["json"]).toBe('{"password":"[redacted:password]"}');
  });

  test("handles cycles, deep values and throwing getters", () => {
    const cyclic: Record<string, unknown> = { email: "a@example.com" };
    cyclic["self"] = cyclic;
    expect(usual.value(cyclic)).toEqual({ email: "[redacted:email]", self: "[cyclic]" });
    let deep: unknown = "a@example.com";
    for (let at = 0; at < 100; at++) deep = [deep];
    expect(JSON.stringify(usual.value(deep))).not.toContain("example");
    const throwing = Object.defineProperty({}, "x", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(usual.value({ throwing })).toEqual({ throwing: "[unreadable]" });
  });

  test("replaces identities with secrets by distinct pseudonyms", () => {
    const { value } = createRedactor({ key });
    const [ada, bob] = [value("ada@example.com", "user.id"), value("bob@example.com", "user.id")];
    expect(ada).toMatch(/^[0-9a-f]{32}$/);
    expect(ada).not.toBe(bob);
    expect(value("ada@example.com", "user.id")).toBe(ada);
    expect(value(ada, "user.id")).toBe(ada);
    expect(value("u1", "user.id")).toBe("u1");
    expect(value("4242424242424242", "telltale.transaction.id")).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("modes", () => {
  const text = "ada@example.com 4242 4242 4242 4242 password=hunter2";
  const left = (options: RedactionOptions) => createRedactor(options).text(text);

  test("replace, drop", () => {
    expect(left({})).toBe("[redacted:email] [redacted:credit-card] password=[redacted:password]");
    expect(left({ mode: "drop" })).toBe("  password=");
    expect(createRedactor({ mode: "drop" }).value({ a: 1, password: "x" })).toEqual({ a: 1 });
    expect(createRedactor({ mode: "drop" }).value("x", "password")).toBe(undefined);
  });

  test("hash: the same for the same secret and key", () => {
    const [one, again, other] = [
      left({ mode: "hash", key }),
      left({ mode: "hash", key }),
      left({ mode: "hash", key: "another key of 16" }),
    ];
    expect(one).toMatch(/^\[redacted:email:[0-9a-f]{32}\] \[redacted:credit-card:[0-9a-f]{32}\] password=/);
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test("partial: enough characters to recognize the secret", () => {
    expect(left({ mode: "partial" })).toBe(
      "[redacted:email:a*@example.com] [redacted:credit-card:*4242] password=[redacted:password]",
    );
  });

  test("by kind", () => {
    expect(left({ mode: { "credit-card": "partial", email: "drop" } })).toBe(
      " [redacted:credit-card:*4242] password=[redacted:password]",
    );
  });
});

describe("kinds and allow", () => {
  test("switches kinds on and off", () => {
    const { text } = createRedactor({ kinds: { email: false, ipv4: true } });
    expect(text("ada@example.com from 192.0.2.1")).toBe("ada@example.com from [redacted:ipv4]");
    expect(usual.text("from 192.0.2.1 and ::1")).toBe("from 192.0.2.1 and ::1");
    expect(createRedactor({ kinds: { password: false } }).value("x", "password")).toBe("x");
  });

  test("keeps allowed names and findings", () => {
    const { value, text } = createRedactor({
      allow: { names: ["demo.*", "csrfToken"], values: ["support@example.com", /@example\.test$/g] },
    });
    expect(value({ demo: { password: "x" }, csrf_token: "y", token: "z" })).toEqual({
      demo: { password: "x" },
      csrf_token: "y",
      token: "[redacted:token]",
    });
    for (let again = 0; again < 2; again++)
      expect(text("support@example.com a@example.test b@example.com")).toBe(
        "support@example.com a@example.test [redacted:email]",
      );
  });
});

describe("rules", () => {
  test("apply by name, glob, pattern and function", () => {
    const { value, text } = createRedactor({
      rules: [
        { kind: "employee", names: ["employee.id"], pattern: /\bE-\d{6}\b/ },
        { kind: "salary", names: "payroll.*", mode: "drop" },
        {
          kind: "internal",
          find: (given, name) => (name === "note" ? given.toUpperCase() : given.startsWith("internal:")),
        },
      ],
    });
    expect(text("E-123456 and E-1234567")).toBe("[redacted:employee] and E-1234567");
    expect(
      value({
        employeeId: 7,
        user: { employee_id: 8 },
        payroll: { net: 1, gross: { a: 2 } },
        note: "x",
        memo: "internal: y",
      }),
    ).toEqual({
      employeeId: "[redacted:employee]",
      user: { employee_id: "[redacted:employee]" },
      payroll: {},
      note: "X",
      memo: "[redacted:internal]",
    });
  });

  test("hide the value and report the error when they throw", () => {
    const before = reported()["redaction_rule_failed"] ?? 0;
    const { value, text } = createRedactor({
      rules: [
        {
          kind: "broken",
          find: () => {
            throw new Error("no");
          },
        },
      ],
    });
    expect(text("anything")).toBe("[redacted:broken]");
    expect(value({ a: ["anything"] })).toEqual({ a: ["[redacted:broken]"] });
    expect((reported()["redaction_rule_failed"] ?? 0) - before).toBe(2);
  });

  test("run patterns on pieces of long texts and find across their borders", () => {
    const { text } = createRedactor({ rules: [{ kind: "code", pattern: /X\d{200}/ }] });
    const code = `X${"1".repeat(200)}`;
    for (const at of [0, 600, 767, 768, 769, 1000, 1024, 9000]) {
      expect(text(" ".repeat(at) + code + " ".repeat(50))).toBe(
        `${" ".repeat(at)}[redacted:code]${" ".repeat(50)}`,
      );
    }
  });

  test("run expensive patterns on a long text in linear time", () => {
    const { text } = createRedactor({ rules: [{ kind: "slow", pattern: /a+b/ }] });
    const before = process.cpuUsage();
    text("a".repeat(300_000));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
  });
});

test.each<[unknown, RegExp]>([
  [null, /as `options`: expected an object with kinds/],
  [{ kind: {} }, /the option `kind`/],
  [{ kinds: { mail: true } }, /the kind `mail`/],
  [{ mode: "hide" }, /`hide` as `mode`/],
  [{ key: "short" }, /at least 16/],
  [{ allow: { names: "x" } }, /allow\.names/],
  [[], /as `options`: expected an object with kinds/],
  [{ kinds: { email: "yes" } }, /`yes` as `kinds\.email`: expected true or false/],
  [{ mode: { mail: "drop" } }, /the mode of the kind `mail`/],
  [{ allow: { name: ["x"] } }, /`allow\.name`/],
  [{ allow: { values: [1] } }, /as `allow\.values\[0\]`/],
  [{ rules: [{}] }, /`kind` of lower-case letters/],
  [{ rules: [{ kind: "x" }] }, /`names`, a `pattern` or `find`/],
  [{ rules: [{ kind: "x", pattern: "a" }] }, /a RegExp/],
  [{ rules: [{ kind: "x", pattern: /(a+)+$/ }] }, /no repetition within a repetition/],
  [{ rules: [{ kind: "x", pattern: /(?:[a-z]+\d*){2,}x/ }] }, /no repetition within a repetition/],
  [{ rules: [{ kind: "x", pattern: /(?:a|ab|b)*c/ }] }, /the pattern of the rule `x` `\(\?:a\|ab\|b\)\*c`/],
  [{ allow: { values: [/(a|a)*b/] } }, /the pattern in `allow.values` `\(a\|a\)\*b`/],
])("rejects %j", (options, message) => {
  expect(() => createRedactor(options as RedactionOptions)).toThrow(message);
});

test("keeps distinct ids of a list distinct", () => {
  const left = createRedactor({ key: "a key of 16 characters or more" }).value({
    "user.ids": ["ada@example.com", "bob@example.com", "ada@example.com", "u1"],
  }) as Record<string, string[]>;
  const [ada, bob, again, plain] = left["user.ids"] as string[];
  expect([ada === again, ada === bob, plain]).toEqual([true, false, "u1"]);
  expect(ada).toMatch(/^[0-9a-f]{32}$/);
});

test("limits the visits of shared values", () => {
  let wide: unknown[] = ["ada@example.com"];
  for (let at = 0; at < 60; at++) wide = [wide, wide];
  expect(JSON.stringify(usual.value(wide))).toContain("[truncated]");
});

test("never throws", () => {
  for (const given of [
    undefined,
    null,
    Symbol("s"),
    () => {},
    Number.NaN,
    Object.create(null),
    Object.assign(() => {}, { toString: null }),
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("no");
        },
      },
    ),
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    ),
  ])
    expect(() => [usual.value(given), usual.text(given as string)]).not.toThrow();
});

test.each(["***", "[Redacted]", "[FILTERED]", "<hidden>", "REDACTED"])(
  "%s under a secret name is left",
  (mask) => {
    expect(createRedactor().value({ password: mask, card: { number: mask } })).toEqual({
      password: mask,
      card: { number: mask },
    });
  },
);

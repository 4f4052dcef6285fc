import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "meaningful-name",
  {
    valid: [
      imports + `trace("charge card", () => charge());`,
      imports + `counter("shop.orders");`,
      imports + `trace("GET /users/{id}", () => get());`,
      imports + `trace("test email address", () => check());`,
      imports + `trace("parse data file", () => parse());`,
      `function trace(n) {} trace("data");`,
      imports + `event("cart.abandoned", { "cart.items": 1 });`,
      imports + `trace("保存する", () => save());`,
      imports + `addAttribute("order.value", 1);`,
      imports + `histogram("cart.value");`,
      imports + `startSpan("S3 upload").end();`,
      imports + `funnel("signup", ["form"]);`,
      imports + `log.info("test", { "x.y": 1 });`,
      imports + `trace("x-ray import", () => scan());`,
      imports + `trace("data import", () => load());`,
      imports + `trace("get", () => 1);`,
      imports + `trace("db", () => 1);`,
      imports + `trace("s3", () => 1);`,
      imports + `trace("GET", () => 1);`,
      imports + `trace("/health", () => 1);`,
      imports + `trace("test suite run", () => 1);`,
      imports + `counter("data.imported");`,
      imports + `counter("event.queue.size");`,
      imports + `trace("value object mapping", () => 1);`,
      imports + `addAttribute("test.case.name", 1);`,
      imports + `addAttribute("a.b", 1);`,
      imports + `addAttribute("name", 1);`,
      imports + `addAttribute("value", 1);`,
      imports + `event("test.finished");`,
      imports + `trace("функция оплаты", () => 1);`,
      imports + `trace("función", () => 1);`,
      imports + `trace("main", () => 1);`,
      imports + `trace("run", () => 1);`,
    ],
    invalid: [
      { code: imports + `trace("data", () => load());`, errors: [{ messageId: "name", line: 2 }] },
      {
        code: imports + `function chargeCard() { return trace("span", () => charge()); }`,
        errors: [
          {
            messageId: "name",
            line: 2,
            suggestions: [
              {
                messageId: "rename",
                output: imports + `function chargeCard() { return trace("charge card", () => charge()); }`,
              },
            ],
          },
        ],
      },
      { code: imports + `trace("my span", () => load());`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("test2", () => load());`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `startSpan("foo").end();`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("", () => load());`, errors: [{ messageId: "empty", line: 2 }] },
      { code: imports + `counter("counter");`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `event("event");`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `addAttribute("data", 1);`, errors: [{ messageId: "key", line: 2 }] },
      {
        code: imports + `addAttributes({ temp: 1, "order.id": 2 });`,
        errors: [{ messageId: "key", line: 2 }],
      },
      {
        code: imports + `const loadUser = () => trace("function", () => load());`,
        errors: [
          {
            messageId: "name",
            line: 2,
            suggestions: [
              {
                messageId: "rename",
                output: imports + `const loadUser = () => trace("load user", () => load());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { saveOrder() { return trace("method", () => save()); } }`,
        errors: [
          {
            messageId: "name",
            line: 2,
            suggestions: [
              {
                messageId: "rename",
                output: imports + `class A { saveOrder() { return trace("save order", () => save()); } }`,
              },
            ],
          },
        ],
      },
      {
        code: otel + `tracer.startActiveSpan("tmp", (span) => { span.end(); });`,
        errors: [{ messageId: "name", line: 4 }],
      },
      { code: imports + `wrap(load, { name: "function" });`, errors: [{ messageId: "name", line: 2 }] },
      {
        code: imports + `trace("job", () => load());`,
        options: [{ words: ["job"] }],
        errors: [{ messageId: "name", line: 2 }],
      },
      { code: imports + `trace("a", () => load());`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `transaction("test", (tx) => pay());`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("Data", () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("TEMP", () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("temp-data", () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("my.test.span", () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace("new_trace_1", () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `trace(" ", () => 1);`, errors: [{ messageId: "empty", line: 2 }] },
      { code: imports + `trace(\`foo\`, () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `const N = "data"; trace(N, () => 1);`, errors: [{ messageId: "name", line: 2 }] },
      { code: imports + `addAttribute("foo", 1);`, errors: [{ messageId: "key", line: 2 }] },
      { code: imports + `addAttributes({ bar: 1 });`, errors: [{ messageId: "key", line: 2 }] },
    ],
  },
  {
    valid: [
      imports + `trace("charge card" as const, (): void => charge());`,
      imports + `class A { @traceMethod({ name: "pay order" }) f(): void {} }`,
      imports + `enum E { A = "data" } trace(E.A, () => load());`,
      imports + `trace<Data>("load user", () => load<Data>());`,
      imports + `type data = string; trace("load user", () => load());`,
      imports + `function f(name: string): void { trace(name, () => load()); }`,
      `import { trace } from "./own.ts"; trace("data", () => 1);`,
      imports + `counter("shop.orders" satisfies Name);`,
    ],
    invalid: [
      {
        code: imports + `trace("data" as const, (): void => load());`,
        errors: [{ messageId: "name", line: 2 }],
      },
      {
        code:
          imports +
          `class A { static async payOrder(): Promise<void> { await trace("span", async () => pay()); } }`,
        errors: [
          {
            messageId: "name",
            line: 2,
            suggestions: [
              {
                messageId: "rename",
                output:
                  imports +
                  `class A { static async payOrder(): Promise<void> { await trace("pay order", async () => pay()); } }`,
              },
            ],
          },
        ],
      },
      { code: imports + `trace<number>("tmp", () => load());`, errors: [{ messageId: "name", line: 2 }] },
      {
        code: imports + `class A { #loadAll = (): void => { trace("foo bar", () => load()); }; }`,
        errors: [
          {
            messageId: "name",
            line: 2,
            suggestions: [
              {
                messageId: "rename",
                output: imports + `class A { #loadAll = (): void => { trace("load all", () => load()); }; }`,
              },
            ],
          },
        ],
      },
      {
        code: `import { traceMethod } from "telltale"; class A { @traceMethod({ name: "method" }) f(): void {} }`,
        errors: [{ messageId: "name", line: 1 }],
      },
      {
        code: imports + `function payOrder(this: A): void { using s = startSpan("thing"); }`,
        errors: [
          {
            messageId: "name",
            line: 2,
            suggestions: [
              {
                messageId: "rename",
                output: imports + `function payOrder(this: A): void { using s = startSpan("pay order"); }`,
              },
            ],
          },
        ],
      },
      { code: imports + `counter("metric")!;`, errors: [{ messageId: "name", line: 2 }] },
      {
        code: imports + `const x = <string>trace("test", () => load());`,
        errors: [{ messageId: "name", line: 2 }],
      },
    ],
  },
);

import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "metric-unit",
  {
    valid: [
      imports + `counter("shop.orders", { unit: "{order}" });`,
      imports + `timer("shop.wait");`,
      imports + `counter("shop.orders", options);`,
      imports + `counter("shop.orders", { ...common });`,
      imports + `histogram("cart.value", { unit: "EUR" });`,
      `function counter(n) {} counter("x");`,
      imports + `gauge("queue.size", { unit: "{job}" }, () => queue.length);`,
      imports + `counter("shop.orders", { unit });`,
      {
        code: imports + `counter("shop.orders");`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string" },
                "payment.method": { type: ["card"] },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
              },
              imports: [
                { name: "platform", version: "1.0.0", attributes: { "tenant.tier": { type: "string" } } },
              ],
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
      },
      {
        code: imports + `histogram("shop.wait", { unit: "s" });`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string" },
                "payment.method": { type: ["card"] },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
              },
              imports: [
                { name: "platform", version: "1.0.0", attributes: { "tenant.tier": { type: "string" } } },
              ],
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
      },
      imports + `const options = { unit: "s" }; histogram("shop.wait", options);`,
      otel + `meter.createCounter("shop.orders", { unit: "1" });`,
      otel + `meter.createHistogram("shop.wait", { unit: "ms" });`,
      imports + `counter("a.b", { get unit() { return "1"; } });`,
      imports + `counter("a.b", { "unit": "1" });`,
      imports + `counter("a.b", { ["unit"]: "1" });`,
      imports + `counter("a.b", x ? { unit: "1" } : {});`,
      imports + `counter("a.b", Object.assign({}, o));`,
      imports + `counter(...args);`,
      imports + `gauge("a.b", make());`,
      imports + `histogram("a.b", { unit: \`s\` });`,
      imports + `histogram("a.b", { unit: "{request}/s" });`,
      imports + `histogram("a.b", { unit: "m/s" });`,
      imports + `histogram("a.b", { unit: "By/s" });`,
      imports + `histogram("a.b", { unit: "1" });`,
      imports + `histogram("a.b", { unit: "d" });`,
      imports + `const { counter: c } = other; c("x");`,
      imports + `Array.from("x", counter);`,
    ],
    invalid: [
      {
        code: `import { observable } from "telltale"; observable("counter", "shop.orders", {});`,
        errors: [
          {
            messageId: "missing",
            suggestions: [
              {
                messageId: "add",
                output: `import { observable } from "telltale"; observable("counter", "shop.orders", { unit: "1" });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `counter("shop.orders");`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              { messageId: "add", output: imports + `counter("shop.orders", { unit: "{order}" });` },
            ],
          },
        ],
      },
      {
        code: imports + `histogram("http.wait.duration");`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              { messageId: "add", output: imports + `histogram("http.wait.duration", { unit: "s" });` },
            ],
          },
        ],
      },
      {
        code: imports + `gauge("process.memory");`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [{ messageId: "add", output: imports + `gauge("process.memory", { unit: "By" });` }],
          },
        ],
      },
      {
        code: imports + `counter("shop.orders", { description: "Orders." });`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              {
                messageId: "add",
                output: imports + `counter("shop.orders", { unit: "{order}", description: "Orders." });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `counter("shop.orders", {});`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              { messageId: "add", output: imports + `counter("shop.orders", { unit: "{order}" });` },
            ],
          },
        ],
      },
      {
        code: imports + `histogram("wait", { unit: "seconds" });`,
        errors: [
          {
            messageId: "spelled",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `histogram("wait", { unit: "s" });` }],
          },
        ],
      },
      {
        code: imports + `histogram("wait", { unit: "milliseconds", description: "x" });`,
        errors: [
          {
            messageId: "spelled",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `histogram("wait", { unit: "ms", description: "x" });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `gauge("cache.hit.ratio");`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [{ messageId: "add", output: imports + `gauge("cache.hit.ratio", { unit: "1" });` }],
          },
        ],
      },
      {
        code: imports + `gauge("queue.size", () => queue.length);`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              {
                messageId: "add",
                output: imports + `gauge("queue.size", { unit: "By" }, () => queue.length);`,
              },
            ],
          },
        ],
      },
      {
        code: otel + `meter.createCounter("shop.entries");`,
        errors: [
          {
            messageId: "missing",
            line: 4,
            suggestions: [
              {
                messageId: "add",
                output: otel + `meter.createCounter("shop.entries", { unit: "{entry}" });`,
              },
            ],
          },
        ],
      },
      {
        code: otel + `meter.createObservableGauge("cpu.utilization", { description: "x" });`,
        errors: [
          {
            messageId: "missing",
            line: 4,
            suggestions: [
              {
                messageId: "add",
                output:
                  otel + `meter.createObservableGauge("cpu.utilization", { unit: "1", description: "x" });`,
              },
            ],
          },
        ],
      },
      { code: imports + `counter(name);`, errors: [{ messageId: "missing", line: 2 }] },
      {
        code: imports + `histogram("shop.wait", { unit: "ms" });`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string" },
                "payment.method": { type: ["card"] },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
              },
              imports: [
                { name: "platform", version: "1.0.0", attributes: { "tenant.tier": { type: "string" } } },
              ],
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
        errors: [
          {
            messageId: "differs",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `histogram("shop.wait", { unit: "s" });` },
            ],
          },
        ],
      },
      {
        code: imports + `const UNIT = "bytes"; histogram("upload.size", { unit: UNIT });`,
        errors: [{ messageId: "spelled", line: 2 }],
      },
      {
        code: imports + `const options = { description: "x" }; counter("shop.orders", options);`,
        errors: [{ messageId: "missing", line: 2 }],
      },
      {
        code: imports + `gauge("tank.level", { unit: "$" });`,
        errors: [
          {
            messageId: "spelled",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `gauge("tank.level", { unit: "USD" });` },
            ],
          },
        ],
      },
      {
        code: imports + `counter("a.b", undefined);`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [{ messageId: "add", output: imports + `counter("a.b", { unit: "1" });` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b", { description: "x", });`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              { messageId: "add", output: imports + `counter("a.b", { unit: "1", description: "x", });` },
            ],
          },
        ],
      },
      {
        code: imports + `counter("a.b",);`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [{ messageId: "add", output: imports + `counter("a.b", { unit: "1" },);` }],
          },
        ],
      },
      {
        code: imports + `counter("a.b", { unit: "Seconds" });`,
        errors: [
          {
            messageId: "spelled",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `counter("a.b", { unit: "s" });` }],
          },
        ],
      },
      { code: imports + `counter("a.b", { unit: "" });`, errors: [{ messageId: "missing", line: 2 }] },
      { code: imports + `counter(\`orders.\${x}\`);`, errors: [{ messageId: "missing", line: 2 }] },
    ],
  },
  {
    valid: [
      imports + `counter("shop.orders", { unit: "{order}" } as const);`,
      imports + `class A { static readonly c = counter("shop.orders", { unit: "{order}" }); }`,
      imports + `counter("shop.orders", { unit: Unit.Order });`,
      imports + `counter<L>("shop.orders", { unit: "{order}" satisfies string });`,
      imports + `counter("shop.orders", options!);`,
      `import { counter } from "./own.js"; counter("x" as string);`,
      imports + `timer("wait" as const);`,
      imports + `histogram("x.y", <Options>{ unit: "s" });`,
    ],
    invalid: [
      {
        code: imports + `counter("shop.orders" as const);`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              { messageId: "add", output: imports + `counter("shop.orders" as const, { unit: "{order}" });` },
            ],
          },
        ],
      },
      {
        code: imports + `class A { readonly #c = counter("shop.orders", { description: "x" } as const); }`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              {
                messageId: "add",
                output:
                  imports +
                  `class A { readonly #c = counter("shop.orders", { unit: "{order}", description: "x" } as const); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `histogram("wait", { unit: "sec" as string });`,
        errors: [
          {
            messageId: "spelled",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `histogram("wait", { unit: "s" });` }],
          },
        ],
      },
      {
        code: imports + `counter<L>("shop.orders");`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              { messageId: "add", output: imports + `counter<L>("shop.orders", { unit: "{order}" });` },
            ],
          },
        ],
      },
      {
        code: `import type { Meter } from "@opentelemetry/api"; class A { constructor(meter: Meter) { meter.createCounter("shop.orders"); } }`,
        errors: [
          {
            messageId: "missing",
            line: 1,
            suggestions: [
              {
                messageId: "add",
                output: `import type { Meter } from "@opentelemetry/api"; class A { constructor(meter: Meter) { meter.createCounter("shop.orders", { unit: "{order}" }); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `namespace N { export const c = counter("shop.orders"); }`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              {
                messageId: "add",
                output:
                  imports + `namespace N { export const c = counter("shop.orders", { unit: "{order}" }); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `gauge("heap.memory", (): number => 1);`,
        errors: [
          {
            messageId: "missing",
            line: 2,
            suggestions: [
              {
                messageId: "add",
                output: imports + `gauge("heap.memory", { unit: "By" }, (): number => 1);`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `histogram("x.y", <Options>{ unit: "bytes" });`,
        errors: [
          {
            messageId: "spelled",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `histogram("x.y", <Options>{ unit: "By" });` },
            ],
          },
        ],
      },
    ],
  },
);

import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "await-trace",
  {
    valid: [
      imports + `async function f() { await trace("load user", async () => load()); }`,
      imports + `function f() { return trace("load user", async () => load()); }`,
      imports + `const p = trace("load user", async () => load());`,
      imports + `void trace("load user", async () => load());`,
      imports + `trace("load user", () => load());`,
      imports + `trace("load user", async () => load()).catch(report);`,
      imports + `const f = () => trace("load user", async () => load());`,
      imports + `await Promise.all(list.map((x) => trace("load user", async () => load(x))));`,
      `function trace(n, fn) { fn(); } trace("x", async () => 1);`,
      imports + `trace("count up", function* () { yield 1; });`,
      imports + `trace("stream up", async function* () { yield 1; });`,
      imports + `queue.push(trace("load user", async () => load()));`,
      imports + `function f() { const work = () => 1; trace("load user", work); }`,
      imports + `await api.trace("x", async () => 1);`,
      imports + `const go = async () => trace("a b", async () => 1);`,
      imports + `async function f() { const [a] = await Promise.all([trace("a b", async () => 1)]); }`,
      imports + `async function f() { return { a: trace("a b", async () => 1) }; }`,
      imports + `async function f() { for (const x of l) all.push(trace("a b", async () => 1)); }`,
      imports + `let p; p = trace("a b", async () => 1);`,
      imports + `async function f() { (await trace("a b", async () => 1)).x(); }`,
      imports + `x && await trace("a b", async () => 1);`,
      imports + `export const p = trace("a b", async () => 1);`,
      imports + `list.map((x) => trace("a b", async () => 1));`,
      imports + `setTimeout(() => trace("a b", async () => 1));`,
      imports + `it("x", () => trace("a b", async () => 1));`,
      imports + `function* f() { yield trace("a b", async () => 1); }`,
      imports + `trace("a b", async () => 1).then(use, report);`,
      imports + `function f(trace) { trace("a b", async () => 1); }`,
      imports + `{ const trace = own; trace("a b", async () => 1); }`,
      imports + `try { trace("a b", () => 1); } catch {}`,
      imports + `trace("a b", { enabled: false }, function () { return 1; });`,
      imports + `throw trace("a b", async () => 1);`,
      imports + `app.get("/", (q, r) => trace("a b", async () => 1));`,
      imports + `use(trace("a b", async () => 1));`,
    ],
    invalid: [
      {
        code: imports + `async function f() { trace("load user", async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { await trace("load user", async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function f() { trace("load user", async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "void",
                output: imports + `function f() { void trace("load user", async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", async () => load());`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              { messageId: "await", output: imports + `await trace("load user", async () => load());` },
            ],
          },
        ],
      },
      {
        code: imports + `async function load() {} async function f() { trace("load user", load); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports + `async function load() {} async function f() { await trace("load user", load); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const load = async () => 1; function f() { trace("load user", load); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "void",
                output:
                  imports + `const load = async () => 1; function f() { void trace("load user", load); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { transaction("purchase", async (tx) => pay()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports + `async function f() { await transaction("purchase", async (tx) => pay()); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `async function f() { list.forEach((x) => trace("load user", async () => load(x))); }`,
        errors: [
          {
            messageId: "each",
            line: 2,
            suggestions: [
              {
                messageId: "all",
                output:
                  imports +
                  `async function f() { await Promise.all(list.map((x) => trace("load user", async () => load(x)))); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function f() { list.forEach((x) => trace("load user", async () => load(x))); }`,
        errors: [{ messageId: "each", line: 2 }],
      },
      {
        code: imports + `async function f() { profile("rank up", async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { await profile("rank up", async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { const t = timer("load"); t.time(async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `async function f() { const t = timer("load"); await t.time(async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { using span = startSpan("a b"); span.run(async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `async function f() { using span = startSpan("a b"); await span.run(async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { trace("load user", { kind: "client" }, async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `async function f() { await trace("load user", { kind: "client" }, async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: otel + `async function f() { tracer.startActiveSpan("a b", async (span) => { span.end(); }); }`,
        errors: [
          {
            messageId: "floating",
            line: 4,
            suggestions: [
              {
                messageId: "await",
                output:
                  otel +
                  `async function f() { await tracer.startActiveSpan("a b", async (span) => { span.end(); }); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { if (x) trace("load user", async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports + `async function f() { if (x) await trace("load user", async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { x && trace("a b", async () => 1); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { x && await trace("a b", async () => 1); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { x ? trace("a b", async () => 1) : 0; }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { x ? await trace("a b", async () => 1) : 0; }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { trace("a b", async () => 1), work(); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { await trace("a b", async () => 1), work(); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `app.get("/", (q, r) => { trace("a b", async () => 1); });`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "void",
                output: imports + `app.get("/", (q, r) => { void trace("a b", async () => 1); });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { switch (x) { case 1: trace("a b", async () => 1); } }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `async function f() { switch (x) { case 1: await trace("a b", async () => 1); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { constructor() { trace("a b", async () => 1); } }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "void",
                output: imports + `class A { constructor() { void trace("a b", async () => 1); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { label: trace("a b", async () => 1); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { label: await trace("a b", async () => 1); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { list?.forEach((x) => trace("a b", async () => 1)); }`,
        errors: [{ messageId: "each", line: 2 }],
      },
      {
        code: imports + `async function f() { trace?.("a b", async () => 1); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output: imports + `async function f() { await trace?.("a b", async () => 1); }`,
              },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `async function f(): Promise<void> { await trace<void>("load user", async () => load()); }`,
      imports + `const p: Promise<void> = trace("load user", async (): Promise<void> => load());`,
      imports + `class A { f = (): Promise<void> => trace("load user", async () => load()); }`,
      imports + `void (trace("load user", async () => load()) as Promise<void>);`,
      imports + `export default trace("load user", async () => load());`,
      imports + `class A { @traceMethod() async f(): Promise<void> {} }`,
      `import { trace } from "./own.js"; trace("x", async (): Promise<void> => {});`,
      imports +
        `abstract class A { abstract f(): Promise<void>; g() { return trace("load it", async () => this.f()); } }`,
    ],
    invalid: [
      {
        code: imports + `async function f(): Promise<void> { trace<void>("load user", async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `async function f(): Promise<void> { await trace<void>("load user", async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { async f(): Promise<void> { trace("load user", async () => load())!; } }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `class A { async f(): Promise<void> { await trace("load user", async () => load())!; } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { f(): void { trace("load user", (async () => load()) as Work); } }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "void",
                output:
                  imports +
                  `class A { f(): void { void trace("load user", (async () => load()) as Work); } }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Span } from "telltale"; async function f(span: Span): Promise<void> { span.trace("a b", async () => load()); }`,
        errors: [
          {
            messageId: "floating",
            line: 1,
            suggestions: [
              {
                messageId: "await",
                output: `import type { Span } from "telltale"; async function f(span: Span): Promise<void> { await span.trace("a b", async () => load()); }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Tracer } from "@opentelemetry/api"; class A { constructor(private t: Tracer) {} async f() { this.t.startActiveSpan("a b", async (span): Promise<void> => { span.end(); }); } }`,
        errors: [
          {
            messageId: "floating",
            line: 1,
            suggestions: [
              {
                messageId: "await",
                output: `import type { Tracer } from "@opentelemetry/api"; class A { constructor(private t: Tracer) {} async f() { await this.t.startActiveSpan("a b", async (span): Promise<void> => { span.end(); }); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { static { trace("load user", async () => load()); } }`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "void",
                output: imports + `class A { static { void trace("load user", async () => load()); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f(list: string[]): Promise<void> { list.forEach((x: string) => trace("load user", async () => load(x))); }`,
        errors: [
          {
            messageId: "each",
            line: 2,
            suggestions: [
              {
                messageId: "all",
                output:
                  imports +
                  `async function f(list: string[]): Promise<void> { await Promise.all(list.map((x: string) => trace("load user", async () => load(x)))); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `const f = async <T,>(x: T): Promise<void> => { trace("load user", async () => load<T>(x)); };`,
        errors: [
          {
            messageId: "floating",
            line: 2,
            suggestions: [
              {
                messageId: "await",
                output:
                  imports +
                  `const f = async <T,>(x: T): Promise<void> => { await trace("load user", async () => load<T>(x)); };`,
              },
            ],
          },
        ],
      },
    ],
  },
);

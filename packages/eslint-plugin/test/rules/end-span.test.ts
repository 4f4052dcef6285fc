import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "end-span",
  {
    valid: [
      imports + `function f() { using span = startSpan("parse"); span.setAttribute("a", 1); }`,
      imports + `function f() { const span = startSpan("parse"); try { work(); } finally { span.end(); } }`,
      imports +
        `function f(x) { const span = startSpan("parse"); if (x) { span.end(); return 1; } span.end(); return 2; }`,
      imports + `function f() { return startSpan("parse"); }`,
      imports + `function f() { const span = startSpan("parse"); return span; }`,
      imports + `function f() { const span = startSpan("parse"); keep(span); }`,
      imports + `function f() { const span = startSpan("parse"); socket.on("close", () => span.end()); }`,
      imports +
        `function f() { const span = startSpan("parse"); client.query("SELECT 1", span.callback(done)); }`,
      imports + `class A { open() { this.span = startSpan("parse"); } close() { this.span.end(); } }`,
      imports + `function f(on) { const span = on ? startSpan("parse") : undefined; work(); span?.end(); }`,
      imports +
        `function f(on) { let span; if (on) span = startSpan("parse"); work(); if (span) span.end(); }`,
      imports +
        `function f(on) { let span; if (on) { span = startSpan("parse"); } work(); if (on) span.end(); }`,
      imports + `startSpan("parse").end();`,
      imports + `startSpan("parse").setAttribute("size", 1).end();`,
      imports +
        `function f(list) { for (const one of list) { const span = startSpan("parse"); if (one.skip) { span.end(); continue; } work(one); span.end(); } }`,
      imports +
        `function f(k) { const span = startSpan("parse"); switch (k) { case 1: span.end(); return 1; case 2: work(); break; default: work(2); } span.end(); }`,
      imports +
        `async function f() { const span = startSpan("parse"); try { await work(); span.end(); } catch (error) { span.fail(error); span.end(); throw error; } }`,
      imports +
        `async function f() { const span = startSpan("parse"); return work().finally(() => span.end()); }`,
      imports +
        `function f() { const span = startSpan("parse"); while (true) { if (done()) break; } span.end(); }`,
      imports +
        `function f() { const span = startSpan("parse"); span.end(); if (x()) throw new Error("late"); }`,
      imports + `function f() { const span = enterSpan("parse"); work(); span.close(); }`,
      imports + `function f() { const span = startSpan("parse"); if (bad()) process.exit(1); span.end(); }`,
      imports +
        `function f() { const tx = startTransaction("purchase"); try { pay(); tx.complete(); } catch (error) { tx.fail(error); } }`,
      imports + `function f() { const tx = startTransaction("purchase"); return tx.handoff(); }`,
      imports + `const spans = new Map(); export function f(id) { spans.set(id, startSpan("parse")); }`,
      otel +
        `tracer.startActiveSpan("charge card", async (span) => { try { await work(); } finally { span.end(); } });`,
      otel + `tracer.startActiveSpan("charge card", (span) => handle(span));`,
      otel +
        `function f() { const span = tracer.startSpan("charge card"); const inside = api.setSpan(context.active(), span); context.with(inside, () => work()); span.end(); }`,
      `import { startSpan } from "./stage.js"; startSpan("x"); const span = startSpan("y");`,
      `function startSpan() {} startSpan("x");`,
      imports + `function f() { function startSpan(name) { return name; } startSpan("x"); }`,
      imports + `function f() { const span = startSpan("parse"); span[Symbol.dispose](); }`,
      imports + `function* f() { const span = startSpan("parse"); try { yield 1; } finally { span.end(); } }`,
      imports +
        `function f() { outer: for (const a of rows()) { const span = startSpan("row"); for (const b of a) { if (b) { span.end(); continue outer; } } span.end(); } }`,
      imports +
        `function f() { const span = startSpan("a b"); try { return work(); } catch (e) { span.fail(e); throw e; } finally { span.end(); } }`,
      imports +
        `function f() { const span = startSpan("a b"); try { work(); } finally { if (span) span.end(); } }`,
      imports +
        `function f() { const span = startSpan("a b"); const finish = () => span.end(); work(finish); }`,
      imports + `function f() { const span = startSpan("a b"); defer(span.end.bind(span)); }`,
      imports + `const f = () => startSpan("a b");`,
      imports + `function f() { const [span] = [startSpan("a b")]; span.end(); }`,
      imports + `function f() { const { span } = { span: startSpan("a b") }; span.end(); }`,
      imports +
        `async function* f() { const span = startSpan("a b"); try { for await (const x of rows()) yield x; } finally { span.end(); } }`,
      imports +
        `function f(x) { const span = startSpan("a b"); x ? span.end() : span.fail(new Error("x")).end(); }`,
      imports + `function f(x) { const span = startSpan("a b"); x && work(); span.end(); }`,
      imports + `function f() { const span = startSpan("a b"); do { work(); } while (more()); span.end(); }`,
      imports +
        `function f() { const span = startSpan("a b"); for (;;) { if (x()) { span.end(); return; } } }`,
      imports +
        `function f() { const span = startSpan("a b"); label: { if (x()) break label; work(); } span.end(); }`,
      imports + `class A { static #span = startSpan("a b"); static { A.#span.end(); } }`,
      imports +
        `function f() { let span = startSpan("a b"); work(); span.end(); span = startSpan("c d"); work(); span.end(); }`,
      imports + `function f(x) { const span = x && startSpan("a b"); work(); if (span) span.end(); }`,
      imports + `function f(parent = startSpan("a b")) { parent.end(); }`,
      imports + `export default startSpan("a b");`,
      imports + `module.exports = { span: startSpan("a b") };`,
      imports + `function f() { const span = startSpan("a b"); span?.setAttribute("a.b", 1)?.end(); }`,
      imports + `function f() { const span = startSpan("a b"); (span).end(); }`,
      imports + `function f() { const span = startSpan("a b"); return () => { span.end(); }; }`,
      imports + `function f() { const span = startSpan("a b"); return { stop() { span.end(); } }; }`,
      imports +
        `function f() { const span = startSpan("a b"); try { work(); } catch { return; } finally { span.end(); } }`,
      imports +
        `function f() { var span = startSpan("a b"); try { if (x()) return 1; if (y()) throw new Error("z"); } finally { span.close(); } }`,
      imports + `async function f() { const span = startSpan("a b"); await Promise.all([a(span), b()]); }`,
      imports + `function f() { const span = startSpan("a b"); span.end(), work(); }`,
      imports + `function f() { const span = startSpan("a b"); new Work(span); }`,
      imports + `function f() { const span = startSpan("a b"); this.span = span; }`,
      imports + `function f() { const span = startSpan("a b"); const own = { ...other, span }; use(own); }`,
      imports + `it("x", () => { const span = startSpan("a b"); expect(span).toBeDefined(); });`,
      imports +
        `function f(n) { const span = startSpan("a b"); if (n > 1) { span.end(); } else if (n > 0) { span.end(); } else { span.end(); } }`,
      imports + `function f(n) { const span = startSpan("a b"); if (!span) return; span.end(); }`,
      imports +
        `function f(n) { let span; try { span = startSpan("a b"); work(); } finally { span?.end(); } }`,
      imports +
        `function f() { const tx = startTransaction("buy it"); try { pay(); tx.complete(); } catch (e) { tx.fail(e); throw e; } }`,
      imports +
        `function f() { const span = startSpan("a b"); work((error) => { if (error) span.fail(error); span.end(); }); }`,
      imports +
        `function f() { const span = startSpan("a b"); while (true) { try { work(); break; } catch {} } span.end(); }`,
      otel +
        `function f() { return tracer.startActiveSpan("a b", (span) => { const r = work(); span.end(); return r; }); }`,
      otel +
        `function f() { return tracer.startActiveSpan("a b", {}, context.active(), async (span) => work().finally(() => { span.end(); })); }`,
      otel +
        `tracer.startActiveSpan("a b", function (span) { try { return work.call(this); } finally { span.end(); } });`,
      otel + `tracer.startActiveSpan("a b", (span) => { stream.on("end", () => span.end()); });`,
      otel + `function f() { const span = tracer.startSpan("a b"); span.end = patched(span.end); }`,
    ],
    invalid: [
      {
        code: imports + `startSpan("parse");`,
        errors: [
          {
            messageId: "discarded",
            line: 2,
            suggestions: [{ messageId: "using", output: imports + `using span = startSpan("parse");` }],
          },
        ],
      },
      { code: imports + `void startSpan("parse");`, errors: [{ messageId: "discarded", line: 2 }] },
      // a method without its span ends nothing
      ...[
        "defer(span.end);",
        "stream.once('close', span.callback);",
        "const { end } = span; defer(end);",
        "let end; ({ end } = span); defer(end);",
      ].map((statement) => ({
        code: otel + `function f() { const span = tracer.startSpan("a b"); ${statement} }`,
        errors: [{ messageId: "never" as const, suggestions: 1 }],
      })),
      {
        code: imports + `function f() { const span = startSpan("parse"); work(); }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output: imports + `function f() { using span = startSpan("parse"); work(); }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `function f() { const span = startSpan("parse"); try { work(); } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `function f() { const span = startSpan("parse"); span.setAttribute("a", 1); return 1; }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f() { using span = startSpan("parse"); span.setAttribute("a", 1); return 1; }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `function f() { const span = startSpan("parse"); try { span.setAttribute("a", 1); return 1; } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(x) { const span = startSpan("parse"); if (x) return 1; span.end(); return 2; }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(x) { using span = startSpan("parse"); if (x) return 1; span.end(); return 2; }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(x) { const span = startSpan("parse"); if (x) { throw new Error("no"); } span.end(); }`,
        errors: [
          {
            messageId: "throw",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(x) { using span = startSpan("parse"); if (x) { throw new Error("no"); } span.end(); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function f(x) { const span = startSpan("parse"); if (x) span.end(); }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output: imports + `function f(x) { using span = startSpan("parse"); if (x) span.end(); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f() { const span = startSpan("parse"); try { await work(); span.end(); } catch (error) { throw error; } }`,
        errors: [
          {
            messageId: "throw",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `async function f() { using span = startSpan("parse"); try { await work(); span.end(); } catch (error) { throw error; } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(k) { const span = startSpan("parse"); switch (k) { case 1: return 1; default: span.end(); } }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(k) { using span = startSpan("parse"); switch (k) { case 1: return 1; default: span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(list) { for (const one of list) { const span = startSpan("parse"); if (one.skip) continue; work(one); span.end(); } }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(list) { for (const one of list) { using span = startSpan("parse"); if (one.skip) continue; work(one); span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f() { const span = startSpan("parse"); while (more()) { span.end(); return; } }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f() { using span = startSpan("parse"); while (more()) { span.end(); return; } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `startSpan("parse").setAttribute("size", 1);`,
        errors: [{ messageId: "discarded", line: 2 }],
      },
      {
        code: imports + `startSpan("parse").run(() => work());`,
        errors: [{ messageId: "discarded", line: 2 }],
      },
      {
        code: imports + `function f() { let span; span = startSpan("parse"); work(); }`,
        errors: [{ messageId: "never", line: 2 }],
      },
      {
        code: imports + `function f() { const tx = startTransaction("purchase"); tx.step("paid"); }`,
        errors: [{ messageId: "never", line: 2 }],
      },
      {
        code:
          imports + `function f(x) { const tx = startTransaction("purchase"); if (x) { tx.complete(); } }`,
        errors: [{ messageId: "end", line: 2 }],
      },
      { code: imports + `startTransaction("purchase");`, errors: [{ messageId: "discarded", line: 2 }] },
      { code: otel + `tracer.startSpan("charge card");`, errors: [{ messageId: "discarded", line: 4 }] },
      {
        code:
          otel +
          `function f() { const span = tracer.startSpan("charge card"); const inside = api.setSpan(context.active(), span); context.with(inside, () => work()); }`,
        errors: [
          {
            messageId: "never",
            line: 4,
            suggestions: [
              {
                messageId: "finally",
                output:
                  otel +
                  `function f() { const span = tracer.startSpan("charge card"); try { const inside = api.setSpan(context.active(), span); context.with(inside, () => work()); } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code: otel + `tracer.startActiveSpan("charge card", (span) => { span.setAttribute("a", 1); });`,
        errors: [
          {
            messageId: "never",
            line: 4,
            suggestions: [
              {
                messageId: "finally",
                output:
                  otel +
                  `tracer.startActiveSpan("charge card", (span) => { try { span.setAttribute("a", 1); } finally { span.end(); } });`,
              },
            ],
          },
        ],
      },
      {
        code: otel + `tracer.startActiveSpan("charge card", () => work());`,
        errors: [{ messageId: "never", line: 4 }],
      },
      {
        code: otel + `tracer.startActiveSpan("charge card", (span) => { if (bad()) return; span.end(); });`,
        errors: [
          {
            messageId: "return",
            line: 4,
            suggestions: [
              {
                messageId: "before",
                output:
                  otel +
                  `tracer.startActiveSpan("charge card", (span) => { if (bad()) { span.end(); return; } span.end(); });`,
              },
            ],
          },
        ],
      },
      {
        code: `import { startSpan as begin } from "telltale"; begin("parse");`,
        errors: [
          {
            messageId: "discarded",
            line: 1,
            suggestions: [
              {
                messageId: "using",
                output: `import { startSpan as begin } from "telltale"; using span = begin("parse");`,
              },
            ],
          },
        ],
      },
      {
        code: `import * as tell from "telltale"; tell.startSpan("parse");`,
        errors: [
          {
            messageId: "discarded",
            line: 1,
            suggestions: [
              {
                messageId: "using",
                output: `import * as tell from "telltale"; using span = tell.startSpan("parse");`,
              },
            ],
          },
        ],
      },
      {
        code: `const { startSpan: begin } = require("telltale"); begin("parse");`,
        errors: [
          {
            messageId: "discarded",
            line: 1,
            suggestions: [
              {
                messageId: "using",
                output: `const { startSpan: begin } = require("telltale"); using span = begin("parse");`,
              },
            ],
          },
        ],
      },
      {
        code: `import { catalog } from "./catalog.js"; const { startSpan } = catalog.api(); startSpan("parse");`,
        errors: [
          {
            messageId: "discarded",
            line: 1,
            suggestions: [
              {
                messageId: "using",
                output: `import { catalog } from "./catalog.js"; const { startSpan } = catalog.api(); using span = startSpan("parse");`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f() { const span = startSpan("a b"); const child = startSpan("c d", { parent: span }); await work(); child.end(); }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `async function f() { using span = startSpan("a b"); const child = startSpan("c d", { parent: span }); await work(); child.end(); }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `async function f() { const span = startSpan("a b"); try { const child = startSpan("c d", { parent: span }); await work(); child.end(); } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(n) { const span = startSpan("a b"); if (n > 1) { span.end(); } else if (n > 0) { work(); } else { span.end(); } }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(n) { using span = startSpan("a b"); if (n > 1) { span.end(); } else if (n > 0) { work(); } else { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f() { const span = startSpan("a b"); label: { if (x()) break label; span.end(); } }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f() { using span = startSpan("a b"); label: { if (x()) break label; span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f() { const span = startSpan("a b"); try { work(); span.end(); } catch { log.warn("x"); } }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f() { using span = startSpan("a b"); try { work(); span.end(); } catch { log.warn("x"); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f() { const span = startSpan("a b"); for (const x of list) { if (x) span.end(); } }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f() { using span = startSpan("a b"); for (const x of list) { if (x) span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f() { const span = startSpan("a b"); if (await x()) { return; } else { span.end(); } }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `async function f() { using span = startSpan("a b"); if (await x()) { return; } else { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f() { let span = startSpan("a b"); work(); span = startSpan("c d"); work(); span.end(); }`,
        errors: [{ messageId: "overwritten", line: 2 }],
      },
      {
        code: imports + `const f = () => { const span = startSpan("a b"); span.run(() => work()); };`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports + `const f = () => { using span = startSpan("a b"); span.run(() => work()); };`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `const f = () => { const span = startSpan("a b"); try { span.run(() => work()); } finally { span.end(); } };`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `const f = () => { const span = startSpan("a b"); function unused() { return 1; } unused(); };`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `const f = () => { using span = startSpan("a b"); function unused() { return 1; } unused(); };`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `const f = () => { const span = startSpan("a b"); try { function unused() { return 1; } unused(); } finally { span.end(); } };`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `class A { f() { const span = startSpan("a b"); span.setAttributes({ "a.b": 1 }); } }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `class A { f() { using span = startSpan("a b"); span.setAttributes({ "a.b": 1 }); } }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `class A { f() { const span = startSpan("a b"); try { span.setAttributes({ "a.b": 1 }); } finally { span.end(); } } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function f() { var span = startSpan("a b"); span.addEvent("got it"); }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "finally",
                output:
                  imports +
                  `function f() { var span = startSpan("a b"); try { span.addEvent("got it"); } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(k) { const span = startSpan("a b"); switch (k) { case 1: span.end(); break; case 2: break; default: span.end(); } }`,
        errors: [
          {
            messageId: "end",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(k) { using span = startSpan("a b"); switch (k) { case 1: span.end(); break; case 2: break; default: span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function* f() { const span = startSpan("a b"); if (yield 1) return; span.end(); }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function* f() { using span = startSpan("a b"); if (yield 1) return; span.end(); }`,
              },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `function f(): void { using span = startSpan("parse") as Span; }`,
      imports + `class A { readonly #span = startSpan("parse"); stop(): void { this.#span.end(); } }`,
      imports +
        `function f(x?: number): number { const span = startSpan("parse")!; try { return x ?? 0; } finally { span.end(); } }`,
      `import type { Span } from "telltale"; function f(span: Span): void { span.setAttribute("a", 1); }`,
      otel +
        `class A { constructor(private readonly tracer: Tracer) {} run() { const span = this.tracer.startSpan("a b"); span.end(); } }`,
      imports + `function f(): Span { const span: Span = startSpan("parse"); return span satisfies Span; }`,
      imports +
        `abstract class A { @traced() run(): void { const span = startSpan("run it"); try { this.work(); } finally { span.end(); } } abstract work(): void; }`,
      imports + `export const span = startSpan("parse");`,
      imports + `namespace N { export function f(): void { using span = startSpan("parse"); } }`,
      imports +
        `function f(this: A): void { const span = startSpan("a b") as unknown as Span; try { this.x!(); } finally { (span as Span).end(); } }`,
      `import type { Tracer as T2 } from "@opentelemetry/api"; class A { constructor(protected t: T2) {} f() { const s = this.t.startSpan("a b"); s.end(); } }`,
      `import { trace } from "./telemetry"; const tracer = trace.getTracer("x"); tracer.startSpan("a b");`,
      `function f(tracer: { startSpan(n: string): void }): void { tracer.startSpan("a b"); }`,
      imports + `declare const startSpan2: typeof startSpan; startSpan2("x");`,
      imports + `function f<T extends Span>(make: () => T): T { return make(); } f(() => startSpan("a b"));`,
      imports + `const spans: Span[] = [startSpan("a b")];`,
      imports +
        `function assertSpan(s: unknown): asserts s is Span {} function f() { const s = startSpan("a b"); assertSpan(s); }`,
    ],
    invalid: [
      {
        code:
          imports + `function f(): void { const span = startSpan("parse") satisfies Span; work(span.name); }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(): void { using span = startSpan("parse") satisfies Span; work(span.name); }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `function f(): void { const span = startSpan("parse") satisfies Span; try { work(span.name); } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(x: boolean): number { const span = startSpan("parse") as Span; if (x) return 1; span.end(); return 2; }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(x: boolean): number { using span = startSpan("parse") as Span; if (x) return 1; span.end(); return 2; }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { run(): void { const span = startSpan("parse")!; work(); } }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output: imports + `class A { run(): void { using span = startSpan("parse")!; work(); } }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `class A { run(): void { const span = startSpan("parse")!; try { work(); } finally { span.end(); } } }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Tracer } from "@opentelemetry/api"; class A { constructor(private readonly tracer: Tracer) {} run(): void { this.tracer.startSpan("a b"); } }`,
        errors: [{ messageId: "discarded", line: 1 }],
      },
      {
        code: `import { type Tracer, trace } from "@opentelemetry/api"; class A { readonly tracer: Tracer = make(); run(): void { this.tracer.startSpan("a b"); } }`,
        errors: [{ messageId: "discarded", line: 1 }],
      },
      {
        code: `import { trace, Tracer } from "@opentelemetry/api"; function f(tracer: Tracer | undefined): void { tracer?.startSpan("a b"); }`,
        errors: [{ messageId: "discarded", line: 1 }],
      },
      {
        code: `import { trace } from "@opentelemetry/api"; class A { #tracer = trace.getTracer("a"); run(): void { this.#tracer.startSpan("a b"); } }`,
        errors: [{ messageId: "discarded", line: 1 }],
      },
      {
        code: `import telltale = require("telltale"); telltale.startSpan("parse");`,
        errors: [
          {
            messageId: "discarded",
            line: 1,
            suggestions: [
              {
                messageId: "using",
                output: `import telltale = require("telltale"); using span = telltale.startSpan("parse");`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(): void { const span: Span = startSpan("parse"); for (const one of rows<string>()) { if (one) return; } span.end(); }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(): void { using span: Span = startSpan("parse"); for (const one of rows<string>()) { if (one) return; } span.end(); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function f(): void { const span: Span | undefined = startSpan("a b"); span!.setAttribute("a.b", 1); }`,
        errors: [
          {
            messageId: "never",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `function f(): void { using span: Span | undefined = startSpan("a b"); span!.setAttribute("a.b", 1); }`,
              },
              {
                messageId: "finally",
                output:
                  imports +
                  `function f(): void { const span: Span | undefined = startSpan("a b"); try { span!.setAttribute("a.b", 1); } finally { span.end(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { private async f<T>(): Promise<T | undefined> { const span = startSpan("a b"); if (this.x) return undefined; span!.end(); } }`,
        errors: [
          {
            messageId: "return",
            line: 2,
            suggestions: [
              {
                messageId: "using",
                output:
                  imports +
                  `class A { private async f<T>(): Promise<T | undefined> { using span = startSpan("a b"); if (this.x) return undefined; span!.end(); } }`,
              },
            ],
          },
        ],
      },
    ],
  },
);

import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "record-caught-errors",
  {
    valid: [
      imports +
        `trace("load user", async () => { try { await load(); } catch (error) { captureError(error); } });`,
      imports +
        `trace("load user", () => { try { load(); } catch (error) { throw new Error("x", { cause: error }); } });`,
      imports + `trace("load user", (span) => { try { load(); } catch (error) { span.fail(error); } });`,
      imports + `trace("load user", () => { try { load(); } catch (error) { logger.warn(error); } });`,
      imports + `trace("load user", () => { try { load(); } catch { addAttribute("cache.hit", false); } });`,
      imports + `trace("load user", () => { try { load(); } catch { /* absent: the default is used */ } });`,
      `function f() { try { load(); } catch {} }`,
      imports + `function f() { try { load(); } catch {} }`,
      imports + `trace("load user", () => load().catch((error) => report(error)));`,
      imports + `trace("load user", () => { try { load(); } catch (error) { return { error }; } });`,
      `function trace(n, f) {} trace("x", () => { try { load(); } catch {} });`,
      imports + `transaction("purchase", (tx) => { try { pay(); } catch { tx.fail("declined"); } });`,
      imports +
        `trace("load user", () => new Promise((resolve, reject) => { try { load(); } catch (e) { reject(e); } }));`,
      imports +
        `trace("load user", () => { try { load(); } catch (error) { if (error.code !== "ENOENT") throw error; } });`,
      imports + `trace("a b", () => { try { work(); } catch (e) { handle({ e }); } });`,
      imports + `trace("a b", () => { try { work(); } catch (e) { console.error(e); throw e; } });`,
      imports +
        `trace("a b", () => { try { work(); } catch (e) { console.error(e); return describe(e); } });`,
      imports + `function read() { try { return work(); } catch { return []; } } read();`,
      imports +
        `trace("a b", () => read()); function read() { try { work(); } catch (e) { captureError(e); } }`,
      imports +
        `trace("a b", () => p.catch(ignore)); function ignore(error) { log.warn("late", { error }); }`,
      imports + `trace("a b", () => read()); function other() { try { work(); } catch {} }`,
      imports + `trace("a b", () => { try { work(); } catch (e) { state.error = e; } });`,
      imports + `trace("a b", () => { try { work(); } catch ({ code }) { return code; } });`,
      imports +
        `trace("a b", () => { try { work(); } catch { process.exitCode = 1; throw new Error("x"); } });`,
      imports + `trace("a b", () => { try { work(); } catch { log.warn("no cache"); } });`,
      imports +
        `trace("a b", () => { try { work(); } catch { failures.add(1); } }); const failures = counter("a.b");`,
      imports + `const x = trace; x("a b", () => { try { work(); } catch (e) { captureError(e); } });`,
      imports + `trace("a b", () => { try { work(); } finally { clean(); } });`,
      imports + `trace("a b", () => p.catch(captureError));`,
      imports + `trace("a b", () => p.catch(() => { throw new Error("x"); }));`,
      imports + `trace("a b", () => p.then(ok));`,
      imports + `trace("a b", () => z.string().catch("x"));`,
      imports +
        `trace("a b", () => { app.use((q, r, next) => { try { work(); } catch (e) { next(e); } }); });`,
      imports + `trace("a b", () => { try { work(); } catch { this.logger.warn("x"); } });`,
      imports + `trace("a b", (s) => { try { work(); } catch { s.setStatus({ code: 2 }); } });`,
      imports + `trace("a b", function named() { try { work(); } catch (e) { return Promise.reject(e); } });`,
      imports + `profile("a b", () => { try { work(); } catch (e) { void e; } });`,
    ],
    invalid: [
      {
        code: imports + `trace("load user", async () => { try { await load(); } catch {} });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", async () => { try { await load(); } catch (error) { captureError(error, { handled: true }); } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => { try { load(); } catch (error) { return undefined; } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => { try { load(); } catch (error) { captureError(error, { handled: true }); return undefined; } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => { try { load(); } catch { return null; } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => { try { load(); } catch (error) { captureError(error, { handled: true }); return null; } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `transaction("purchase", (tx) => { try { pay(); } catch (error) { retry(); } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `transaction("purchase", (tx) => { try { pay(); } catch (error) { captureError(error, { handled: true }); retry(); } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => load().catch(() => {}));`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => load().catch((error) => { captureError(error, { handled: true }); }));`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => load().catch((error) => undefined));`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => load().catch((error) => { captureError(error, { handled: true }); return undefined; }));`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => load().then(use, () => { stop(); }));`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => load().then(use, (error) => { captureError(error, { handled: true }); stop(); }));`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => { try { work(); } catch (e) { console.error(e); } });`,
        errors: [
          {
            messageId: "printed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => { try { work(); } catch (e) { captureError(e, { handled: true }); console.error(e); } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => p.catch((e) => console.warn("late", e)));`,
        errors: [
          {
            messageId: "printed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => p.catch((e) => { captureError(e, { handled: true }); return console.warn("late", e); }));`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => p.catch(() => ({ items: [] })));`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => p.catch((error) => { captureError(error, { handled: true }); return { items: [] }; }));`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `trace("a b", async () => read()); async function read() { try { return await work(); } catch { return []; } }`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", async () => read()); async function read() { try { return await work(); } catch (error) { captureError(error, { handled: true }); return []; } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `const read = () => parse(); const parse = () => { try { work(); } catch {} }; transaction("buy", async (tx) => { await read(); });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `const read = () => parse(); const parse = () => { try { work(); } catch (error) { captureError(error, { handled: true }); } }; transaction("buy", async (tx) => { await read(); });`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `export const read = wrap(work); async function work() { return load().catch(() => undefined); }`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `export const read = wrap(work); async function work() { return load().catch((error) => { captureError(error, { handled: true }); return undefined; }); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `const took = timer("a.b"); trace("a b", () => { const stop = took.start(); try { work(); } catch (error) { stop({ "a.c": "d" }); return { ok: false }; } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `const took = timer("a.b"); trace("a b", () => { const stop = took.start(); try { work(); } catch (error) { captureError(error, { handled: true }); stop({ "a.c": "d" }); return { ok: false }; } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => { try { work(); } catch { return trace("c d", again); } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => { try { work(); } catch (error) { captureError(error, { handled: true }); return trace("c d", again); } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => p.catch(ignore)); const ignore = () => undefined;`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => p.catch(ignore)); const ignore = (error) => { captureError(error, { handled: true }); return undefined; };`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `wrap(() => { try { load(); } catch {} }, { name: "load user" });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `wrap(() => { try { load(); } catch (error) { captureError(error, { handled: true }); } }, { name: "load user" });`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `trace("load user", () => { list.forEach((x) => { try { load(x); } catch (e) { skipped += 1; } }); });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => { list.forEach((x) => { try { load(x); } catch (e) { captureError(e, { handled: true }); skipped += 1; } }); });`,
              },
            ],
          },
        ],
      },
      {
        code: `import { trace } from "telltale"; trace("load user", () => { try { load(); } catch {} });`,
        errors: [
          {
            messageId: "swallowed",
            line: 1,
            suggestions: [
              {
                messageId: "record",
                output: `import { captureError, trace } from "telltale"; trace("load user", () => { try { load(); } catch (error) { captureError(error, { handled: true }); } });`,
              },
            ],
          },
        ],
      },
      {
        code: `import * as tell from "telltale"; tell.trace("load user", () => { try { load(); } catch (e) {} });`,
        errors: [
          {
            messageId: "swallowed",
            line: 1,
            suggestions: [
              {
                messageId: "record",
                output: `import * as tell from "telltale"; tell.trace("load user", () => { try { load(); } catch (e) { tell.captureError(e, { handled: true }); } });`,
              },
            ],
          },
        ],
      },
      {
        code:
          otel +
          `tracer.startActiveSpan("a b", (span) => { try { load(); } catch (error) { span.end(); return; } span.end(); });`,
        errors: [
          {
            messageId: "swallowed",
            line: 4,
            suggestions: [
              {
                messageId: "onSpan",
                output:
                  otel +
                  `tracer.startActiveSpan("a b", (span) => { try { load(); } catch (error) { span.recordException(error); span.end(); return; } span.end(); });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => { try { load(); } catch { /* absent */ } });`,
        options: [{ comments: false }],
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => { try { load(); } catch (error) { captureError(error, { handled: true });  /* absent */ } });`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `interaction("support chat", async () => { try { await load(); } catch ({ message }) { return 0; } });`,
        errors: [{ messageId: "swallowed", line: 2 }],
      },
      {
        code: imports + `trace("a b", function () { try { work(); } catch (e) { const x = 1; } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", function () { try { work(); } catch (e) { captureError(e, { handled: true }); const x = 1; } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => { try { work(); } catch (e) { retry(); } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => { try { work(); } catch (e) { captureError(e, { handled: true }); retry(); } });`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `trace("a b", () => { try { work(); } catch { try { other(); } finally { clean(); } } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => { try { work(); } catch (error) { captureError(error, { handled: true }); try { other(); } finally { clean(); } } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", () => Promise.all(l.map((x) => load(x).catch(() => null))));`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", () => Promise.all(l.map((x) => load(x).catch((error) => { captureError(error, { handled: true }); return null; }))));`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `trace("a b", async () => { for (const x of l) { try { await load(x); } catch { continue; } } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("a b", async () => { for (const x of l) { try { await load(x); } catch (error) { captureError(error, { handled: true }); continue; } } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const x = trace; x("a b", () => { try { work(); } catch {} });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `const x = trace; x("a b", () => { try { work(); } catch (error) { captureError(error, { handled: true }); } });`,
              },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports +
        `trace("load user", (): void => { try { load(); } catch (error: unknown) { captureError(error); } });`,
      imports +
        `trace<void>("load user", () => { try { load(); } catch (error) { throw error as Error; } });`,
      imports +
        `class A { f() { return trace("load user", () => { try { load(); } catch (error) { this.logger!.error(error as Error); } }); } }`,
      imports + `class A { f(): void { try { load(); } catch {} } }`,
      imports +
        `trace("load user", () => { try { load(); } catch (error) { return fail(error as Error); } });`,
      `import { trace } from "./own.ts"; trace("x", (): void => { try { load(); } catch {} });`,
      imports +
        `trace("load user", () => { try { load(); } catch (error) { if (isAbort(error as Error)) return; } });`,
      imports + `namespace N { export function f(): void { try { load(); } catch {} } }`,
    ],
    invalid: [
      {
        code: imports + `trace("load user", (): void => { try { load(); } catch (error: unknown) {} });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", (): void => { try { load(); } catch (error: unknown) { captureError(error, { handled: true }); } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace<void>("load user", () => { try { load(); } catch {} });`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace<void>("load user", () => { try { load(); } catch (error) { captureError(error, { handled: true }); } });`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { f() { return trace("load user", () => { try { load(); } catch (e: any) { this.count!++; } }); } }`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `class A { f() { return trace("load user", () => { try { load(); } catch (e: any) { captureError(e, { handled: true }); this.count!++; } }); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", (async () => { try { await load(); } catch {} }) as Work);`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", (async () => { try { await load(); } catch (error) { captureError(error, { handled: true }); } }) as Work);`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load user", () => load<User>().catch((error: Error) => null));`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `trace("load user", () => load<User>().catch((error: Error) => { captureError(error, { handled: true }); return null; }));`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Span } from "telltale"; function f(span: Span) { span.run((): void => { try { load(); } catch {} }); }`,
        errors: [
          {
            messageId: "swallowed",
            line: 1,
            suggestions: [
              {
                messageId: "onSpan",
                output: `import type { Span } from "telltale"; function f(span: Span) { span.run((): void => { try { load(); } catch (error) { span.recordException(error); } }); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { x = trace("load user", () => { try { return load(); } catch { return undefined as never; } }); }`,
        errors: [
          {
            messageId: "swallowed",
            line: 2,
            suggestions: [
              {
                messageId: "record",
                output:
                  imports +
                  `class A { x = trace("load user", () => { try { return load(); } catch (error) { captureError(error, { handled: true }); return undefined as never; } }); }`,
              },
            ],
          },
        ],
      },
      {
        code: `import { trace as t } from "telltale"; t("load user", () => { try { load(); } catch (error: unknown) { count++; } });`,
        errors: [
          {
            messageId: "swallowed",
            line: 1,
            suggestions: [
              {
                messageId: "record",
                output: `import { captureError, trace as t } from "telltale"; t("load user", () => { try { load(); } catch (error: unknown) { captureError(error, { handled: true }); count++; } });`,
              },
            ],
          },
        ],
      },
    ],
  },
);

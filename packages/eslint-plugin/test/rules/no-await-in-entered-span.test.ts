import { imports, testRule } from "../support/test-rule.ts";

testRule(
  "no-await-in-entered-span",
  {
    valid: [
      imports + `function f() { using span = enterSpan("parse"); work(); }`,
      imports + `async function f() { { using span = enterSpan("parse"); work(); } await later(); }`,
      imports + `async function f() { await before(); using span = enterSpan("parse"); work(); }`,
      imports +
        `async function f() { const span = enterSpan("parse"); work(); span.close(); await later(); }`,
      imports + `async function f() { using span = startSpan("parse"); await work(); }`,
      imports + `function f() { using span = enterSpan("parse"); run(async () => { await work(); }); }`,
      `function enterSpan() {} async function f() { using span = enterSpan("x"); await work(); }`,
      imports + `async function f() { await trace("parse", async () => work()); }`,
      imports + `function f() { using span = enterSpan("parse"); return work().then(use); }`,
      imports +
        `async function f() { using s = enterSpan("a b"); queueMicrotask(async () => { await x(); }); }`,
      imports + `async function f() { if (x) { using s = enterSpan("a b"); } await y(); }`,
      imports +
        `async function f() { const s = enterSpan("a b"); try { work(); } finally { s.close(); } await y(); }`,
      imports +
        `async function f() { for (const x of l) { using s = enterSpan("a b"); work(x); } await y(); }`,
      imports +
        `async function f() { const r = await y(); using s = enterSpan("a b", { attributes: { "r.s": r } }); return r; }`,
      imports + `async function f() { using s = enterSpan(await name()); work(); }`,
      imports + `async function f() { using s = enterSpan("a b"); return work(); }`,
    ],
    invalid: [
      {
        code: imports + `async function f() { using span = enterSpan("parse"); await work(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("parse", async () => { await work();
}); }`,
              },
              {
                messageId: "start",
                output: imports + `async function f() { using span = startSpan("parse"); await work(); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f() { using span = enterSpan("parse"); for await (const x of list) use(x); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("parse", async () => { for await (const x of list) use(x);
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f() { using span = startSpan("parse"); for await (const x of list) use(x); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { using span = enterSpan("parse"); if (x) { await work(); } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("parse", async () => { if (x) { await work(); }
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f() { using span = startSpan("parse"); if (x) { await work(); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { const span = enterSpan("parse"); await work(); span.close(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "start",
                output:
                  imports +
                  `async function f() { const span = startSpan("parse"); await work(); span.close(); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function* f() { using span = enterSpan("parse"); yield 1; }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "start",
                output: imports + `function* f() { using span = startSpan("parse"); yield 1; }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `const f = async () => { using span = enterSpan("parse", { kind: "client" }); span.setAttribute("a.b", 1); return await work(); };`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `const f = async () => { return trace("parse", { kind: "client" }, async (span) => { span.setAttribute("a.b", 1); return await work();
}); };`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `const f = async () => { using span = startSpan("parse", { kind: "client" }); span.setAttribute("a.b", 1); return await work(); };`,
              },
            ],
          },
        ],
      },
      {
        code: `import * as tell from "telltale"; async function f() { using span = tell.enterSpan("parse"); await work(); }`,
        errors: [
          {
            messageId: "await",
            line: 1,
            suggestions: [
              {
                messageId: "trace",
                output: `import * as tell from "telltale"; async function f() { return tell.trace("parse", async () => { await work();
}); }`,
              },
              {
                messageId: "start",
                output: `import * as tell from "telltale"; async function f() { using span = tell.startSpan("parse"); await work(); }`,
              },
            ],
          },
        ],
      },
      {
        code: `import { enterSpan } from "telltale"; async function f() { using span = enterSpan("parse"); await work(); }`,
        errors: [
          {
            messageId: "await",
            line: 1,
            suggestions: [
              {
                messageId: "trace",
                output: `import { trace, enterSpan } from "telltale"; async function f() { return trace("parse", async () => { await work();
}); }`,
              },
              {
                messageId: "start",
                output: `import { startSpan, enterSpan } from "telltale"; async function f() { using span = startSpan("parse"); await work(); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `{ using span = enterSpan("parse"); await work(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              { messageId: "start", output: imports + `{ using span = startSpan("parse"); await work(); }` },
            ],
          },
        ],
      },
      {
        code: imports + `async function f(x) { if (x) { using span = enterSpan("parse"); await work(); } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "start",
                output:
                  imports +
                  `async function f(x) { if (x) { using span = startSpan("parse"); await work(); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { using s = enterSpan("a b"); const g = () => 1; g(await x()); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("a b", async (s) => { const g = () => 1; g(await x());
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f() { using s = startSpan("a b"); const g = () => 1; g(await x()); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { using s = enterSpan("a b"); return await x(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("a b", async () => { return await x();
}); }`,
              },
              {
                messageId: "start",
                output: imports + `async function f() { using s = startSpan("a b"); return await x(); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f() { using s = enterSpan("a b"); try { work(); } finally { await y(); } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("a b", async () => { try { work(); } finally { await y(); }
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f() { using s = startSpan("a b"); try { work(); } finally { await y(); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { using s = enterSpan("a b"); \`\${await x()}\`; }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("a b", async () => { \`\${await x()}\`;
}); }`,
              },
              {
                messageId: "start",
                output: imports + `async function f() { using s = startSpan("a b"); \`\${await x()}\`; }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f() { const s = enterSpan("a b"); try { await work(); } finally { s.close(); } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "start",
                output:
                  imports +
                  `async function f() { const s = startSpan("a b"); try { await work(); } finally { s.close(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `const f = async function () { using s = enterSpan("a b"), t = open(); await t.x(); };`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `const f = async function () { return trace("a b", async () => { await t.x();
}); };`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `const f = async function () { using s = startSpan("a b"), t = open(); await t.x(); };`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `async function f() { using s = enterSpan("a b"); while (await more()) work(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f() { return trace("a b", async () => { while (await more()) work();
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports + `async function f() { using s = startSpan("a b"); while (await more()) work(); }`,
              },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `function f(): void { using span: Span = enterSpan("parse"); work(); }`,
      imports + `class A { f(): void { using span = enterSpan("parse") as Span; this.work!(); } }`,
      imports +
        `async function f(): Promise<void> { { using _ = enterSpan("parse"); } await later<void>(); }`,
      imports + `class A { static { using s = enterSpan("parse"); work(); } }`,
      imports +
        `async function f() { using span = enterSpan("parse"); class A { async g(): Promise<void> { await work(); } } use(A); }`,
      `import { enterSpan } from "./own.js"; async function f(): Promise<void> { using s = enterSpan("x"); await work(); }`,
      imports + `const f = (): Promise<void> => { using s = enterSpan("parse"); return work(); };`,
      imports + `namespace N { export function f(): void { using s = enterSpan("parse"); } }`,
    ],
    invalid: [
      {
        code:
          imports +
          `async function f(): Promise<void> { using span: Span = enterSpan("parse"); await work<void>(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f(): Promise<void> { return trace("parse", async () => { await work<void>();
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f(): Promise<void> { using span: Span = startSpan("parse"); await work<void>(); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { async f(): Promise<void> { using span = enterSpan("parse") as Span; await this.work!(); } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `class A { async f(): Promise<void> { return trace("parse", async () => { await this.work!();
}); } }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `class A { async f(): Promise<void> { using span = startSpan("parse") as Span; await this.work!(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { f = async (): Promise<void> => { using _ = enterSpan("parse"); await work(); }; }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `class A { f = async (): Promise<void> => { return trace("parse", async () => { await work();
}); }; }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `class A { f = async (): Promise<void> => { using _ = startSpan("parse"); await work(); }; }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f(): Promise<number> { using s = enterSpan("parse"); const x = (await work()) as number; return x; }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f(): Promise<number> { return trace("parse", async (s) => { const x = (await work()) as number; return x;
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f(): Promise<number> { using s = startSpan("parse"); const x = (await work()) as number; return x; }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f(): Promise<void> { using s = enterSpan("parse"); await using r = open(); }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `async function f(): Promise<void> { return trace("parse", async (s) => { await using r = open();
}); }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `async function f(): Promise<void> { using s = startSpan("parse"); await using r = open(); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `async function* f(): AsyncGenerator<number> { using s = enterSpan("parse"); yield 1; }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "start",
                output:
                  imports +
                  `async function* f(): AsyncGenerator<number> { using s = startSpan("parse"); yield 1; }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `async function f(k: string): Promise<void> { switch (k) { case "a": { using s = enterSpan("parse"); await work(); } } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "start",
                output:
                  imports +
                  `async function f(k: string): Promise<void> { switch (k) { case "a": { using s = startSpan("parse"); await work(); } } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { async #f(): Promise<void> { using s = enterSpan("parse")!; try { await work(); } finally { done(); } } }`,
        errors: [
          {
            messageId: "await",
            line: 2,
            suggestions: [
              {
                messageId: "trace",
                output:
                  imports +
                  `class A { async #f(): Promise<void> { return trace("parse", async () => { try { await work(); } finally { done(); }
}); } }`,
              },
              {
                messageId: "start",
                output:
                  imports +
                  `class A { async #f(): Promise<void> { using s = startSpan("parse")!; try { await work(); } finally { done(); } } }`,
              },
            ],
          },
        ],
      },
    ],
  },
);

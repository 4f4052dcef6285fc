import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "no-span-in-hot-code",
  {
    valid: [
      imports +
        `async function f(list) { for (const one of list) await trace("handle item", async () => handle(one)); }`,
      imports + `const all = await Promise.all(list.map((one) => trace("handle item", () => handle(one))));`,
      imports + `for (const file of files) trace("read file", () => readFileSync(file));`,
      imports + `for (const stage of stages) trace("run stage", () => stage.run());`,
      imports + `function f() { return trace("load user", () => load()); }`,
      imports +
        `const total = trace("add up", () => { let sum = 0; for (const one of list) sum += one; return sum; });`,
      imports +
        `class A { get total() { return this.sum; } load() { return trace("load all", () => this.fetch()); } }`,
      imports + `for (let i = 0; i < 3; i++) { await trace("attempt upload", () => upload()); }`,
      imports + `trace("warm up", () => {});`,
      `function trace(name, fn) { return fn(); } for (let i = 0; i < 9; i++) trace("x", () => i + 1);`,
      imports + `const area = (a, b) => trace("area", async () => a * b);`,
      imports + `while (true) { const job = await next(); using span = startSpan("job run"); run(job); }`,
      imports +
        `for (let i = 0; i < 10; i++) { const span = startSpan("write page"); writeSync(i); span.end(); }`,
    ],
    invalid: [
      {
        code:
          imports +
          `for (let i = 0; i < 1000; i++) { const span = startSpan("row"); handle(i); span.end(); }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `for (let i = 0; i < 1000; i++) {  handle(i);  }` },
            ],
          },
        ],
      },
      {
        code: imports + `for (let i = 0; i < 1000; i++) { trace("handle row", () => handle(i)); }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `for (let i = 0; i < 1000; i++) { handle(i); }` },
            ],
          },
        ],
      },
      {
        code: imports + `for (const a of rows) for (const b of a) { trace("handle cell", () => handle(b)); }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `for (const a of rows) for (const b of a) { handle(b); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `rows.forEach((row) => { trace("add row", () => { sum += row; }); });`,
        errors: [{ messageId: "loop", line: 2 }],
      },
      {
        code: imports + `const doubled = rows.map((row) => trace("double row", () => row * 2));`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `const doubled = rows.map((row) => (row * 2));` },
            ],
          },
        ],
      },
      {
        code: imports + `class A { get total() { return trace("total", () => this.compute()); } }`,
        errors: [
          {
            messageId: "getter",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `class A { get total() { return this.compute(); } }` },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `const cart = { get total() { const span = startSpan("total"); const sum = this.sum(); span.end(); return sum; } };`,
        errors: [
          {
            messageId: "getter",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `const cart = { get total() {  const sum = this.sum();  return sum; } };`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const area = (a, b) => trace("area", () => a * b);`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `const area = (a, b) => (a * b);` }],
          },
        ],
      },
      {
        code:
          imports +
          `function name(user) { return trace("full name", () => \`\${user.first} \${user.last}\`); }`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `function name(user) { return (\`\${user.first} \${user.last}\`); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function size(list) { return trace("size", () => Math.max(list.length, 1)); }`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `function size(list) { return Math.max(list.length, 1); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `for (const one of list) trace("handle item", () => handle(one));`,
        options: [{ loops: "all" }],
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `for (const one of list) handle(one);` }],
          },
        ],
      },
      {
        code:
          otel +
          `for (let i = 0; i < 1000; i++) { const span = tracer.startSpan("row"); handle(i); span.end(); }`,
        errors: [
          {
            messageId: "loop",
            line: 4,
            suggestions: [
              { messageId: "remove", output: otel + `for (let i = 0; i < 1000; i++) {  handle(i);  }` },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `for (const one of list as Job[]) trace<void>("handle item", () => handle(one));`,
      imports + `class A { @traceMethod() total(): number { return this.sum; } }`,
      imports + `class A { static get total(): number { return A.sum!; } }`,
      imports + `const load = (id: string): Promise<User> => trace("load user", () => fetchUser(id));`,
      imports +
        `function f(list: readonly number[]): number { return trace("sum up", () => list.reduce((a, b) => a + b)); }`,
      imports + `interface A { get total(): number } trace("warm up", () => {});`,
      imports +
        `async function f(): Promise<void> { for await (const one of source()) trace("handle item", () => handle(one)); }`,
      imports + `enum E { A, B } trace("load enum", () => load(E.A));`,
    ],
    invalid: [
      {
        code:
          imports +
          `class A { get total(): number { return trace("total", (): number => this.compute()); } }`,
        errors: [
          {
            messageId: "getter",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `class A { get total(): number { return this.compute(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `class A { private static get total(): number { using span = startSpan("total"); return A.compute(); } }`,
        errors: [
          {
            messageId: "getter",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `class A { private static get total(): number {  return A.compute(); } }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `const area = (a: number, b: number): number => trace("area", () => (a * b) as number);`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `const area = (a: number, b: number): number => ((a * b) as number);`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `for (let i = 0; i < (rows as Row[]).length; i++) { using span = startSpan("row"); handle(rows[i]!); }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `for (let i = 0; i < (rows as Row[]).length; i++) {  handle(rows[i]!); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `function name(user: User): string { return trace<string>("full name", () => user.first!); }`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `function name(user: User): string { return (user.first!); }`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `for (let i = 0; i < 9; i++) for (const cell of rows[i]!) { trace("handle cell", (span): void => { handle(cell); }); }`,
        errors: [{ messageId: "loop", line: 2 }],
      },
      {
        code:
          imports +
          `list.forEach((one: number): void => { trace("add one", () => { sum += one satisfies number; }); });`,
        errors: [{ messageId: "loop", line: 2 }],
      },
      {
        code: `import { trace, type Tracer } from "@opentelemetry/api"; const tracer: Tracer = trace.getTracer("a"); const f = (a: number): number => tracer.startActiveSpan("half", (span) => { span.end(); return a / 2; });`,
        errors: [{ messageId: "trivial", line: 1 }],
      },
    ],
  },
);

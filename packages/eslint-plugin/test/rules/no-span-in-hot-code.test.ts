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
      imports + `for (const s of stages) { using span = startSpan("stage run"); run(s); }`,
      imports +
        `for (const b of batches) { trace("handle batch", () => { for (const x of b) handle(x); }); }`,
      imports + `list.forEach((x) => { void trace("a b", async () => run(x)); });`,
      imports + `const run = () => trace("a b", () => work());`,
      imports + `const make = (n) => trace(n, () => build());`,
      imports + `while (queue.length > 0) { const j = queue.pop(); trace("job run", () => j.run()); }`,
      imports + `for (let i = 0; i < 3; i++) { await trace("a b", () => call()); }`,
      imports +
        `for (let page = 1; ; page++) { const rows = await trace("page load", () => load(page)); if (!rows) break; }`,
      imports + `for (let i = 0; i < n; i++) jobs.push(trace("job run", () => run(i)));`,
      imports + `for (let i = 0; i < n; i++) { const p = trace("job run", () => run(i)); all.push(p); }`,
      imports + `for await (const m of messages) { trace("message handle", () => handle(m)); }`,
      imports + `it.each([1])("x", () => { trace("a b", () => 1); });`,
      imports + `class A { set total(v) { trace("set total", () => this.save(v)); } }`,
      imports + `const o = { get: () => trace("a b", () => load()) };`,
      imports + `Object.defineProperty(o, "x", { value: () => trace("a b", () => load()) });`,
      imports +
        `function outer() { for (let i = 0; i < 9; i++) { register(() => { using s = startSpan("a b"); work(); }); } }`,
      imports + `for (let i = 0; i < 9; i++) { socket.on("x", () => trace("a b", () => work())); }`,
      imports + `test("x", () => { trace("outer work", () => 1); });`,
      imports + `function f() { return trace("a b", () => lookup[x]()); }`,
      imports + `const f = () => trace("a b", () => new Thing());`,
      imports + `async function f() { return trace("a b", () => import("./x.js")); }`,
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
      {
        code: imports + `for (let i = 0; i < n; i += 2) { using s = startSpan("a b"); work(i); }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `for (let i = 0; i < n; i += 2) {  work(i); }` },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `for (const r of rows) { for (let i = 0; i < r.n; i++) { const s = startSpan("a b"); work(i); s.end(); } }`,
        errors: [
          {
            messageId: "loop",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `for (const r of rows) { for (let i = 0; i < r.n; i++) {  work(i);  } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { get #x() { return trace("a b", () => this.load()); } }`,
        errors: [
          {
            messageId: "getter",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `class A { get #x() { return this.load(); } }` },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `rows.forEach((r) => r.cells.forEach((c) => { trace("cell add", () => { total += c; }); }));`,
        errors: [{ messageId: "loop", line: 2 }],
      },
      {
        code: imports + `export default function sum(a, b) { return trace("sum up", () => a + b); }`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `export default function sum(a, b) { return (a + b); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { size() { return trace("size up", () => this.list.length); } }`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `class A { size() { return this.list.length; } }` },
            ],
          },
        ],
      },
      {
        code: imports + `const f = (x) => { return trace("a b", () => x.y); };`,
        errors: [
          {
            messageId: "trivial",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `const f = (x) => { return x.y; };` }],
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

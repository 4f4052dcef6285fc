import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "constant-span-name",
  {
    valid: [
      imports + `trace("charge card", () => charge());`,
      imports + `trace(\`charge card\`, () => charge());`,
      imports + `const name = "charge card"; trace(name, () => charge());`,
      imports + `trace(\`\${req.method} \${route}\`, () => handle());`,
      imports + `trace(\`\${method.toUpperCase()} \${route ?? "unknown"}\`, () => handle());`,
      imports + `trace("job " + job.name, () => run());`,
      imports + `const PREFIX = "shop"; trace(\`\${PREFIX} charge\`, () => charge());`,
      imports + `function traced(name, fn) { return trace(name, fn); }`,
      imports + `trace(fn.name, fn);`,
      `function trace(name) {} trace(\`user \${id}\`);`,
      imports + `trace(\`SELECT \${table}\`, () => query());`,
      otel + `tracer.startActiveSpan(\`\${operation} \${queue}\`, (span) => { span.end(); });`,
      imports + `trace(paid ? "charge card" : "send invoice", () => charge());`,
      imports + `trace(\`stage \${stage.name}\`, () => stage.run());`,
      imports + `trace(\`\${kind}\`, () => 1);`,
      imports + `trace(getName(), () => 1);`,
      imports + `trace(names[0], () => 1);`,
      imports + `trace(this.name, () => 1);`,
      imports + `trace(\`\${A}-\${B}\`, () => 1);`,
      imports + `trace("a" + "b", () => 1);`,
      imports + `trace(String.raw\`x\`, () => 1);`,
      imports + `trace(...args);`,
      imports + `trace(\`v\${2}\`, () => 1);`,
      imports + `trace(\`\${this.constructor.name}.run\`, () => 1);`,
      imports + `trace(\`a \${cond ? "x" : "y"}\`, () => 1);`,
      imports + `function f(name = "x") { trace(name, () => 1); }`,
      imports + `trace(\`\${tool.name} call\`, () => 1);`,
      imports + `trace(\`queue \${queueName}\`, () => 1);`,
      imports + `trace(\`handle \${event.type}\`, () => 1);`,
      imports + `trace(\`db \${String(operation)}\`, () => 1);`,
      imports + `trace(\`worker \${workerType}\`, () => 1);`,
      imports + `profile(\`rank \${category}\`, () => 1);`,
      imports + `const n = 3; trace(\`stage \${n}\`, () => 1);`,
      imports + `trace(\`\${serviceName}/\${methodName}\`, () => 1);`,
    ],
    invalid: [
      {
        code: imports + `trace(\`charge \${order.id}\`, () => charge());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports + `trace("charge", { attributes: { "order.id": order.id } }, () => charge());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`charge \${orderId}\`, { kind: "client" }, () => charge());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports +
                  `trace("charge", { attributes: { "order.id": orderId }, kind: "client" }, () => charge());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`charge \${orderId}\`, { attributes: { "cart.items": 1 } }, () => charge());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports +
                  `trace("charge", { attributes: { "order.id": orderId, "cart.items": 1 } }, () => charge());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("process " + file, () => work());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output: imports + `trace("process", { attributes: { file } }, () => work());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `using span = startSpan(\`load user \${user.id}\`);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports + `using span = startSpan("load user", { attributes: { "user.id": user.id } });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`\${req.method} \${req.url}\`, () => handle());`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `trace(\`import at \${Date.now()}\`, () => load());`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `transaction(\`purchase \${id}\`, (tx) => pay());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output: imports + `transaction("purchase", { attributes: { id } }, (tx) => pay());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("load ".concat(userId), () => load());`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `wrap(load, { name: \`load \${tenantId}\` });`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `const name = \`charge \${order.id}\`; trace(name, () => charge());`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: otel + `const span = tracer.startSpan(\`charge \${order.id}\`); span.end();`,
        errors: [
          {
            messageId: "value",
            line: 4,
            suggestions: [
              {
                messageId: "move",
                output:
                  otel +
                  `const span = tracer.startSpan("charge", { attributes: { "order.id": order.id } }); span.end();`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `activeSpan().updateName(\`GET /users/\${userId}\`);`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `trace(\`file \${fileName}\`, () => work());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output: imports + `trace("file", { attributes: { "file_name": fileName } }, () => work());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`\${method} \${route}\`, () => handle());`,
        options: [{ allow: "none" }],
        errors: [{ messageId: "value", line: 2 }],
      },
      { code: imports + `trace(\`\${user.id}\`, () => load());`, errors: [{ messageId: "value", line: 2 }] },
      {
        code: imports + `trace(\`a \${x}\`, () => 1);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              { messageId: "move", output: imports + `trace("a", { attributes: { x } }, () => 1);` },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`a \${i}\`, () => 1);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              { messageId: "move", output: imports + `trace("a", { attributes: { i } }, () => 1);` },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a" + id + "b", () => 1);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              { messageId: "move", output: imports + `trace("a b", { attributes: { id } }, () => 1);` },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`a \${user.name}\`, () => 1);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output: imports + `trace("a", { attributes: { "user.name": user.name } }, () => 1);`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`a \${\`b \${id}\`}\`, () => 1);`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `trace(\`a \${items.length}\`, () => 1);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output: imports + `trace("a", { attributes: { "items.length": items.length } }, () => 1);`,
              },
            ],
          },
        ],
      },
      { code: imports + `trace(\`a \${await id()}\`, () => 1);`, errors: [{ messageId: "value", line: 2 }] },
      {
        code: imports + `trace(\`a \${id ?? "none"}\`, () => 1);`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `let n = 0; trace(\`a \${n++}\`, () => 1);`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `trace(\`a \${JSON.stringify(x)}\`, () => 1);`,
        errors: [{ messageId: "value", line: 2 }],
      },
      { code: imports + `trace(\`a \${obj["id"]}\`, () => 1);`, errors: [{ messageId: "value", line: 2 }] },
      {
        code: imports + `trace(\`a \${a.id} \${b.id}\`, { links: [] }, () => 1);`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports + `trace("a", { attributes: { "a.id": a.id, "b.id": b.id }, links: [] }, () => 1);`,
              },
            ],
          },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `trace(\`charge\` as const, () => charge());`,
      imports + `enum Op { Charge = "charge" } trace(\`\${Op.Charge} card\`, () => charge());`,
      imports +
        `class A { static readonly PREFIX = "shop"; f(): void { trace(\`\${A.PREFIX} charge\`, () => charge()); } }`,
      imports + `const traced = <T,>(name: string, fn: () => T): T => trace(name, fn);`,
      imports + `class A { f(method: string): void { trace(\`A.\${method}\`, () => charge()); } }`,
      imports + `trace("charge card" satisfies Name, () => charge());`,
      imports + `trace<void>("charge card", (): void => charge());`,
      imports + `trace(\`handle \${event.type!}\`, () => handle());`,
    ],
    invalid: [
      {
        code: imports + `trace(\`charge \${order!.id}\`, () => charge());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports + `trace("charge", { attributes: { "order.id": order!.id } }, () => charge());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`charge \${orderId as string}\`, (): void => charge());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports + `trace("charge", { attributes: { "order.id": orderId } }, (): void => charge());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace(\`charge \${orderId}\` as Name, () => charge());`,
        errors: [{ messageId: "value", line: 2 }],
      },
      {
        code: imports + `class A { f(): void { trace(\`load \${this.path}\`, () => load()); } }`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports +
                  `class A { f(): void { trace("load", { attributes: { "path": this.path } }, () => load()); } }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Tracer } from "@opentelemetry/api"; function f(tracer: Tracer, id: string): void { tracer.startActiveSpan(\`load \${id}\`, {}, (span) => { span.end(); }); }`,
        errors: [
          {
            messageId: "value",
            line: 1,
            suggestions: [
              {
                messageId: "move",
                output: `import type { Tracer } from "@opentelemetry/api"; function f(tracer: Tracer, id: string): void { tracer.startActiveSpan("load", { attributes: { id } }, (span) => { span.end(); }); }`,
              },
            ],
          },
        ],
      },
      {
        code: `import { traceMethod } from "telltale"; class A { @traceMethod({ name: \`load \${id}\` }) f(): void {} }`,
        errors: [{ messageId: "value", line: 1 }],
      },
      {
        code: imports + `trace(\`charge \${order?.customer?.email}\`, () => charge());`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [
              {
                messageId: "move",
                output:
                  imports +
                  `trace("charge", { attributes: { "order.customer.email": order?.customer?.email } }, () => charge());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace<number>("page " + String(page), () => load());`,
        errors: [{ messageId: "value", line: 2 }],
      },
    ],
  },
);

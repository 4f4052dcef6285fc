import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "no-object-dump",
  {
    valid: [
      imports + `addAttributes({ "user.id": user.id });`,
      imports + `addAttributes(attributes);`,
      imports + `const order = { "order.id": 1 }; addAttributes(order);`,
      imports + `addAttributes(toAttributes(order));`,
      imports + `addAttributes({ ...attributes, "order.id": id });`,
      imports + `log.error("failed", error);`,
      imports + `log.error("failed", { error });`,
      imports + `addAttribute("tags", JSON.stringify(["a", "b"]));`,
      imports + `addAttribute("order", JSON.stringify(order, ["id", "total"]));`,
      `function addAttributes(x) {} addAttributes(req.body);`,
      imports + `const body = JSON.stringify(order); send(body);`,
      imports + `counter("logins").add(1, labels);`,
      imports + `addAttributes(Object.fromEntries(pairs));`,
      imports + `log.info("paid", { "order.id": order.id });`,
      imports + `trace("pay", options, () => pay());`,
      imports + `addAttributes(labelsOf(req));`,
      imports + `addAttributes(pick(req.body, ["a"]));`,
      imports + `addAttributes(span.attributes);`,
      imports + `addAttributes(this.attributes);`,
      imports + `const { attributes } = req; addAttributes(attributes);`,
      imports + `addAttribute("a.b", JSON.stringify([1, 2]));`,
      imports + `addAttribute("a.b", String(user));`,
      imports + `addAttribute("a.b", user);`,
      imports + `log.info("x", { user: user.id });`,
      imports + `log.error("x", err);`,
      imports + `log.info("x", err);`,
      imports + `log.fatal("x", cause);`,
      imports + `event("a.b", facts);`,
      imports + `counter("a.b").add(1, { ...labels });`,
      imports + `trace("a b", { attributes: cond ? { "a.b": 1 } : {} }, () => 1);`,
      imports + `trace("a b", { attributes: cond && { "a.b": 1 } }, () => 1);`,
      imports + `trace("a b", { attributes }, () => 1);`,
      imports + `addAttributes({ ...(vip && { "user.vip": true }) });`,
      imports + `addAttributes(new Map([["a", 1]]));`,
      imports + `addAttributes(await attributesOf(req));`,
      imports + `logger.info("x", body);`,
    ],
    invalid: [
      {
        code: imports + `addAttributes(req.body);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes(user);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "pick", output: imports + `addAttributes({ "user.id": user.id });` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ ...order, "cart.items": 1 });`,
        errors: [
          {
            messageId: "spread",
            line: 2,
            suggestions: [
              {
                messageId: "pick",
                output: imports + `addAttributes({ "order.id": order.id, "cart.items": 1 });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("order", JSON.stringify(order));`,
        errors: [
          { messageId: "json", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `trace("pay", { attributes: req.query }, () => pay());`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `trace("pay", {}, () => pay());` }],
          },
        ],
      },
      {
        code: imports + `log.info("paid", payload);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `log.info("paid");` }],
          },
        ],
      },
      {
        code: imports + `addAttribute("http.body", req.body);`,
        errors: [
          { messageId: "value", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes({ "env": process.env });`,
        errors: [
          {
            messageId: "value",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addAttributes({});` }],
          },
        ],
      },
      {
        code: imports + `addAttributes(JSON.parse(text));`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes(await response.json());`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `event("cart.paid", cart);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              { messageId: "pick", output: imports + `event("cart.paid", { "cart.id": cart.id });` },
            ],
          },
        ],
      },
      {
        code: imports + `addEvent("paid", { "order.json": JSON.stringify(order) });`,
        errors: [
          {
            messageId: "json",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addEvent("paid", {});` }],
          },
        ],
      },
      {
        code: imports + `function f(order) { addAttributes(order); }`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              {
                messageId: "pick",
                output: imports + `function f(order) { addAttributes({ "order.id": order.id }); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `span(); startSpan("a b").setAttributes(request.headers).end();`,
        errors: [{ messageId: "attributes", line: 2 }],
      },
      {
        code: otel + `const span = tracer.startSpan("a b", { attributes: { ...req.params } }); span.end();`,
        errors: [{ messageId: "spread", line: 4 }],
      },
      {
        code: imports + `const body = await request.json(); addAttributes(body);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `const body = await request.json(); ` }],
          },
        ],
      },
      { code: imports + `log.error("failed", { ...error });`, errors: [{ messageId: "spread", line: 2 }] },
      {
        code: imports + `addAttributes(this.req.headers);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes(req?.body);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes(ctx.request.body);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes({ ...JSON.parse(text) });`,
        errors: [{ messageId: "spread", line: 2 }],
      },
      {
        code: imports + `addAttributes((user));`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              { messageId: "pick", output: imports + `addAttributes(({ "user.id": user.id }));` },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", { attributes: { ...user } }, () => 1);`,
        errors: [
          {
            messageId: "spread",
            line: 2,
            suggestions: [
              {
                messageId: "pick",
                output: imports + `trace("a b", { attributes: { "user.id": user.id } }, () => 1);`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttributes(cond ? user : order);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              {
                messageId: "pick",
                output: imports + `addAttributes(cond ? { "user.id": user.id } : order);`,
              },
            ],
          },
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              {
                messageId: "pick",
                output: imports + `addAttributes(cond ? user : { "order.id": order.id });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("a.b", JSON.stringify(req.body, null, 2));`,
        errors: [
          { messageId: "json", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addEvent("got it", payload);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addEvent("got it");` }],
          },
        ],
      },
      {
        code: imports + `addAttributes(userRecord);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      { code: imports + `log.info("x", { "a.b": 1, ...ctx });`, errors: [{ messageId: "spread", line: 2 }] },
      {
        code: imports + `const data = JSON.parse(t); addAttributes(data);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `const data = JSON.parse(t); ` }],
          },
        ],
      },
      {
        code: imports + `addAttributes(process.env);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `function f(result: Attributes): void { addAttributes(result); }`,
      imports + `addAttributes({ "user.id": user!.id } satisfies Attributes);`,
      imports + `function f(event: { "order.id": string }): void { addAttributes(event); }`,
      imports + `addAttribute("a.b", order.id as string);`,
      imports + `log.error("failed", error as Error);`,
      imports + `addAttributes(labels as object);`,
      `import type { Span } from "./own.js"; function f(s: Span): void { s.setAttributes(req.body); }`,
      imports + `const data: Data = { "a.b": 1 }; addAttributes(data);`,
    ],
    invalid: [
      {
        code: imports + `addAttributes(req.body as object);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes(user!);`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [{ messageId: "pick", output: imports + `addAttributes({ "user.id": user.id }!);` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ ...(order as object) });`,
        errors: [
          {
            messageId: "spread",
            line: 2,
            suggestions: [
              { messageId: "pick", output: imports + `addAttributes({ "order.id": order.id });` },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("order", JSON.stringify(order) as string);`,
        errors: [
          { messageId: "json", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: `import type { Span } from "telltale"; function f(s: Span, user: User): void { s.setAttributes(user); }`,
        errors: [
          {
            messageId: "attributes",
            line: 1,
            suggestions: [
              {
                messageId: "pick",
                output: `import type { Span } from "telltale"; function f(s: Span, user: User): void { s.setAttributes({ "user.id": user.id }); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `function f(this: Server, request: Request): void { log.info("got it", request); }`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `function f(this: Server, request: Request): void { log.info("got it"); }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { f(): void { addAttributes(this.session!.user); } }`,
        errors: [
          {
            messageId: "attributes",
            line: 2,
            suggestions: [
              {
                messageId: "pick",
                output:
                  imports +
                  `class A { f(): void { addAttributes({ "session.user.id": this.session!.user.id }); } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttributes(<object>req.query);`,
        errors: [
          { messageId: "attributes", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
    ],
  },
);

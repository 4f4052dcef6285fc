import { imports, otel, testRule } from "../support/test-rule.ts";

testRule(
  "no-sensitive-attributes",
  {
    valid: [
      imports + `addAttribute("order.id", order.id);`,
      imports + `addAttributes({ "user.id": user.id, "token.count": tokens.length });`,
      imports + `trace("log in", { attributes: { "session.id": session.id } }, () => login());`,
      imports + `log.info("logged in", { "user.name": name, keyword, zip_code });`,
      imports + `addAttribute("password.set", password !== undefined);`,
      imports + `addAttribute("has.token", Boolean(token));`,
      imports + `addAttribute("has.token", !!token);`,
      `function addAttribute(key, value) {} addAttribute("password", password);`,
      { code: imports + `addAttribute("api.token", hash);`, options: [{ allow: ["api.token"] }] },
      {
        code: imports + `addAttribute("user.note", note);`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string", cardinality: "unbounded" },
                "payment.method": { type: ["card", "invoice"] },
                "card.pan4": { type: "string", sensitivity: "secret" },
                "user.note": { type: "string", sensitivity: "public" },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
                "tenant.id": { type: "string", cardinality: "low" },
              },
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
      },
      imports + `span.setAttribute("password", 1);`,
      imports + `captureError(error, { attributes: { "retry.count": 3 } });`,
      imports + `addAttribute("secret.count", 3);`,
      imports + `addAttribute("auth.method", "password");`,
      imports + `addAttribute("token.type", type);`,
      imports + `addAttribute("pass.rate", rate);`,
      imports + `addAttribute("a.b", hash(password));`,
      imports + `addAttribute("a.b", password.length);`,
      imports + `addAttribute("a.b", tokens.length);`,
      imports + `addAttribute("monkey.name", m);`,
      imports + `addAttribute("key", k);`,
      imports + `addAttribute("keyboard", k);`,
      imports + `addAttribute("session.id", s);`,
      imports + `addAttribute("author", a);`,
      imports + `addAttribute("gen_ai.usage.input_tokens", usage.input_tokens);`,
      imports + `addAttribute("x.y", typeof token);`,
      imports + `addAttribute("x.y", token === expected);`,
      imports + `addAttribute("pagination.next_page_token", t);`,
      imports + `localStorage.setItem("token", t); log.info("x y");`,
      imports + `log.error("x y", { error });`,
      imports + `trace("verify password", () => verify(password));`,
      imports + `addAttribute("x.y", password ? "yes" : "no");`,
      imports + `addAttribute("token.expired", isExpired(token));`,
      imports + `addAttribute("pin.required", true);`,
    ],
    invalid: [
      {
        code: imports + `addAttribute("user.password", value);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes({ "order.id": id, apiKey });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addAttributes({ "order.id": id });` }],
          },
        ],
      },
      {
        code: imports + `trace("log in", { attributes: { "auth.token": t, "user.id": u } }, () => login());`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `trace("log in", { attributes: { "user.id": u } }, () => login());`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports + `trace("log in", (span) => { span.setAttribute("card.number", card.number); login(); });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `trace("log in", (span) => {  login(); });` },
            ],
          },
        ],
      },
      {
        code: imports + `log.info("logged in", { password: body.password });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `log.info("logged in", {});` }],
          },
        ],
      },
      {
        code: imports + `log.with({ authorization: header });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `log.with({});` }],
          },
        ],
      },
      {
        code: imports + `event("user.login", { "user.id": u, clientSecret });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `event("user.login", { "user.id": u });` },
            ],
          },
        ],
      },
      {
        code: imports + `addEvent("login", { "session.cookie": c });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addEvent("login", {});` }],
          },
        ],
      },
      {
        code: imports + `addAttribute("request.auth", req.headers.authorization);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("env", process.env.API_KEY);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `const attributes = { cvv: card.cvv }; addAttributes(attributes);`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `const attributes = {}; addAttributes(attributes);` },
            ],
          },
        ],
      },
      {
        code: imports + `captureError(error, { attributes: { accessToken: t } });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `captureError(error, { attributes: {} });` },
            ],
          },
        ],
      },
      {
        code: otel + `const span = tracer.startSpan("log in", { attributes: { password } }); span.end();`,
        errors: [
          {
            messageId: "secret",
            line: 4,
            suggestions: [
              {
                messageId: "remove",
                output: otel + `const span = tracer.startSpan("log in", { attributes: {} }); span.end();`,
              },
            ],
          },
        ],
      },
      {
        code:
          imports +
          `transaction("purchase", { attributes: { iban } }, (tx) => { tx.addAttribute("pan", pan); });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output:
                  imports +
                  `transaction("purchase", { attributes: {} }, (tx) => { tx.addAttribute("pan", pan); });`,
              },
            ],
          },
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `transaction("purchase", { attributes: { iban } }, (tx) => {  });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("card.pan4", x);`,
        settings: {
          telltale: {
            catalog: {
              name: "shop",
              version: "1.0.0",
              attributes: {
                "order.id": { type: "string", cardinality: "unbounded" },
                "payment.method": { type: ["card", "invoice"] },
                "card.pan4": { type: "string", sensitivity: "secret" },
                "user.note": { type: "string", sensitivity: "public" },
                "shop.header": { type: "template[string]" },
                "order.number": { type: "string", deprecated: { renamedTo: "order.id" } },
                basket: { type: "int", deprecated: "Count `cart.items`." },
                "tenant.id": { type: "string", cardinality: "low" },
              },
              metrics: {
                "shop.orders": { kind: "counter", unit: "{order}" },
                "shop.wait": { kind: "histogram", unit: "s" },
              },
            },
          },
        },
        errors: [
          { messageId: "declared", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("x.y", user.password);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("x.y", config["apiKey"]);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("DB_PASSWORD", v);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("dbPassword", v);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("X-API-Key", v);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes({ ["api.key"]: v });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addAttributes({});` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ nested: 1, "x-auth-token": v, });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `addAttributes({ nested: 1,  });` }],
          },
        ],
      },
      {
        code: imports + `span(); activeSpan()?.setAttribute("client.secret", v);`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `span(); ` }],
          },
        ],
      },
      {
        code: imports + `const K = "password"; addAttribute(K, v);`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `const K = "password"; ` }],
          },
        ],
      },
      {
        code: imports + `withX(); addAttributes({ ...{ token: v } });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `withX(); addAttributes({ ...{} });` }],
          },
        ],
      },
      {
        code: imports + `trace("a b", (span) => span.setAttributes({ ssn: v }));`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `trace("a b", (span) => span.setAttributes({}));` },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("x.y", \`\${password}\`);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("x.y", password ?? "");`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("x.y", String(token));`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttribute("x.y", "Bearer " + accessToken);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
    ],
  },
  {
    valid: [
      imports + `addAttribute("order.id" as const, order.id);`,
      imports + `addAttributes({ "user.id": user!.id } satisfies Attributes);`,
      `import type { Span } from "telltale"; function f(span: Span): void { span.setAttribute("cart.items", 1); }`,
      `import type { Span } from "./geometry.js"; function f(span: Span): void { span.setAttribute("password", 1); }`,
      imports + `class A { #token = 1; f(): void { addAttribute("has.token", this.#token !== 0); } }`,
      imports + `addAttribute<string>("order.kind", kind as string);`,
      imports + `enum Keys { Token = "x" } addAttribute("keyword", Keys.Token.length);`,
      imports + `declare const password: string; addAttribute("login.kind", "web");`,
    ],
    invalid: [
      {
        code: imports + `addAttribute("user.password" as const, value);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `addAttributes({ apiKey: key! } satisfies Attributes);`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              { messageId: "remove", output: imports + `addAttributes({} satisfies Attributes);` },
            ],
          },
        ],
      },
      {
        code: `import type { Span } from "telltale"; function f(span: Span): void { span.setAttribute("secret", value as unknown); }`,
        errors: [
          {
            messageId: "secret",
            line: 1,
            suggestions: [
              {
                messageId: "remove",
                output: `import type { Span } from "telltale"; function f(span: Span): void {  }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Span } from "@opentelemetry/api"; class A { span?: Span; f(): void { this.span?.setAttribute("jwt", token); } }`,
        errors: [
          {
            messageId: "secret",
            line: 1,
            suggestions: [
              {
                messageId: "remove",
                output: `import type { Span } from "@opentelemetry/api"; class A { span?: Span; f(): void {  } }`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("who", this.config.password as string);`,
        errors: [
          { messageId: "secret", line: 2, suggestions: [{ messageId: "remove", output: imports + `` }] },
        ],
      },
      {
        code: imports + `log.info<X>("x", <object>{ refreshToken });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [{ messageId: "remove", output: imports + `log.info<X>("x", <object>{});` }],
          },
        ],
      },
      {
        code: imports + `wrap(login, { name: "log in", attributes: () => ({ passphrase: "x" }) });`,
        errors: [
          {
            messageId: "secret",
            line: 2,
            suggestions: [
              {
                messageId: "remove",
                output: imports + `wrap(login, { name: "log in", attributes: () => ({}) });`,
              },
            ],
          },
        ],
      },
      {
        code: `import { api } from "./x.js"; import { shopCatalog } from "./catalog.js"; const { addAttribute: put } = shopCatalog.api(); put("pin.code", otp);`,
        errors: [
          {
            messageId: "secret",
            line: 1,
            suggestions: [
              {
                messageId: "remove",
                output: `import { api } from "./x.js"; import { shopCatalog } from "./catalog.js"; const { addAttribute: put } = shopCatalog.api(); `,
              },
            ],
          },
        ],
      },
    ],
  },
);

import { imports, testRule } from "../support/test-rule.ts";

testRule(
  "declared-attributes",
  {
    valid: [
      {
        code: imports + `addAttribute("order.id", id);`,
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
        code: imports + `addAttributes({ "order.id": id, "payment.method": m });`,
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
        code: imports + `addAttribute("http.request.method", "GET");`,
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
        code: imports + `addAttribute("http.request.header.x-id", ["a"]);`,
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
        code: imports + `addAttribute("shop.header.language", "de");`,
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
        code: imports + `addAttribute("tenant.tier", "gold");`,
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
      imports + `addAttribute("anything.at.all", 1);`,
      {
        code: imports + `addAttribute("legacy.key", 1);`,
        options: [{ allow: ["legacy.key"] }],
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
        code: imports + `addAttribute(key, value);`,
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
        code: `function addAttribute(k, v) {} addAttribute("ordre.id", 1);`,
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
        code: imports + `addAttribute("telltale.transaction.id", 1);`,
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
        code: imports + `addAttributes({ [key]: value });`,
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
        code: imports + `const KEY = "order.id"; addAttribute(KEY, 1);`,
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
        code: imports + `addAttribute(\`order.id\`, 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addAttribute(key(), 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addAttributes({ ...x, "order.id": 1 });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addAttributes({ get "order.id"() { return 1; } });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `log.info("x y", { error: e, err: e });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addAttribute("url.full", 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addAttribute("db.query.parameter.id", 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addEvent("x y", { "exception.type": "a" });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `counter("a.b").add(1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `trace("a b", { "ordre.id": 1 }, () => 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `withX({ "ordre.id": 1 });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
      {
        code: imports + `addAttribute(...args);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
      },
    ],
    invalid: [
      {
        code: imports + `addAttribute("ordre.id", id);`,
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
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("order.id", id);` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ "payment.methd": m, "order.id": id });`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `addAttributes({ "payment.method": m, "order.id": id });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("anything.at.all", 1);`,
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
        errors: [{ messageId: "undeclared", line: 2 }],
      },
      {
        code: imports + `addAttribute("order_id", id);`,
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
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("order.id", id);` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ orderId });`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `addAttributes({ "order.id": orderId });` },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("order.number", n);`,
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
            messageId: "deprecated",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("order.id", n);` }],
          },
        ],
      },
      {
        code: imports + `addAttribute("basket", n);`,
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
        errors: [{ messageId: "deprecated", line: 2 }],
      },
      {
        code: imports + `counter("shop.orders").add(1, { "payment.metod": m });`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `counter("shop.orders").add(1, { "payment.method": m });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `log.info("paid", { "tenant.teir": t });`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `log.info("paid", { "tenant.tier": t });` },
            ],
          },
        ],
      },
      {
        code: imports + `trace("pay", { attributes: { "http.request.metod": m } }, () => pay());`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `trace("pay", { attributes: { "http.request.method": m } }, () => pay());`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const KEY = "ordre.id"; addAttributes({ [KEY]: 1 });`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `const KEY = "ordre.id"; addAttributes({ "order.id": 1 });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("ordre.id", id);`,
        options: [
          {
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
        ],
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("order.id", id);` }],
          },
        ],
      },
      {
        code: imports + `addAttribute(\`ordre.id\`, 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("order.id", 1);` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ 'ordre.id': 1 });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttributes({ "order.id": 1 });` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ ordre: 1 });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [{ messageId: "undeclared", line: 2 }],
      },
      {
        code: imports + `activeSpan()?.setAttribute("ordre.id", 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `activeSpan()?.setAttribute("order.id", 1);` },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", (span) => { span.setAttribute("ordre.id", 1); });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `trace("a b", (span) => { span.setAttribute("order.id", 1); });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `trace("a b", ({ setAttribute }) => { setAttribute("ordre.id", 1); });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `trace("a b", ({ setAttribute }) => { setAttribute("order.id", 1); });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `log.with({ "ordre.id": 1 }).info("x y", { "orderr.id": 1 });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `log.with({ "order.id": 1 }).info("x y", { "orderr.id": 1 });`,
              },
            ],
          },
          {
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `log.with({ "ordre.id": 1 }).info("x y", { "order.id": 1 });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `const child = log.with({}); child.warn("x y", { "orderr.id": 1 });`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `const child = log.with({}); child.warn("x y", { "order.id": 1 });`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttribute("url.ful", 1);`,
        settings: {
          telltale: {
            catalog: { name: "shop", version: "1.0.0", attributes: { "order.id": { type: "string" } } },
          },
        },
        errors: [
          {
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("url.full", 1);` }],
          },
        ],
      },
    ],
  },
  {
    valid: [
      {
        code: imports + `addAttribute("order.id" as const, id!);`,
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
        code: imports + `addAttributes({ "order.id": id } satisfies Attributes);`,
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
        code: imports + `enum K { A = "a.b" } addAttribute(K.A, 1);`,
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
        code: imports + `class A { @traceMethod() f(): void { addAttribute("order.id", this.id); } }`,
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
        code: `import type { Span } from "telltale"; function f(s: Span): void { s.setAttribute("order.id", 1); }`,
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
        code: `import type { Span } from "./a.js"; function f(s: Span): void { s.setAttribute("nothing.known", 1); }`,
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
        code: imports + `addAttribute<"order.id">("order.id", id as string);`,
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
        code: imports + `declare function addOther(k: string): void; addOther("ordre.id");`,
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
    ],
    invalid: [
      {
        code: imports + `addAttribute("ordre.id" as const, id!);`,
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
            messageId: "similar",
            line: 2,
            suggestions: [{ messageId: "replace", output: imports + `addAttribute("order.id", id!);` }],
          },
        ],
      },
      {
        code: imports + `addAttributes({ "ordre.id": id } satisfies Attributes);`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `addAttributes({ "order.id": id } satisfies Attributes);`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `class A { f(): void { addAttribute("ordre.id", this.id as string); } }`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output: imports + `class A { f(): void { addAttribute("order.id", this.id as string); } }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Span } from "telltale"; function f(s: Span): void { s.setAttribute("ordre.id", 1); }`,
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
            messageId: "similar",
            line: 1,
            suggestions: [
              {
                messageId: "replace",
                output: `import type { Span } from "telltale"; function f(s: Span): void { s.setAttribute("order.id", 1); }`,
              },
            ],
          },
        ],
      },
      {
        code: `import type { Span } from "@opentelemetry/api"; const f = (s?: Span): void => { s?.setAttributes({ "ordre.id": 1 }); };`,
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
            messageId: "similar",
            line: 1,
            suggestions: [
              {
                messageId: "replace",
                output: `import type { Span } from "@opentelemetry/api"; const f = (s?: Span): void => { s?.setAttributes({ "order.id": 1 }); };`,
              },
            ],
          },
        ],
      },
      {
        code: imports + `addAttributes(<object>{ "orderr.id": 1 });`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              { messageId: "replace", output: imports + `addAttributes(<object>{ "order.id": 1 });` },
            ],
          },
        ],
      },
      {
        code: imports + `const attributes: Attributes = { "ordre.id": 1 }; addAttributes(attributes);`,
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
            messageId: "similar",
            line: 2,
            suggestions: [
              {
                messageId: "replace",
                output:
                  imports + `const attributes: Attributes = { "order.id": 1 }; addAttributes(attributes);`,
              },
            ],
          },
        ],
      },
      {
        code: `import { catalog } from "./catalog.ts"; const api = catalog.api(); api.addAttribute("ordre.id", 1 as number);`,
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
            messageId: "similar",
            line: 1,
            suggestions: [
              {
                messageId: "replace",
                output: `import { catalog } from "./catalog.ts"; const api = catalog.api(); api.addAttribute("order.id", 1 as number);`,
              },
            ],
          },
        ],
      },
    ],
  },
);

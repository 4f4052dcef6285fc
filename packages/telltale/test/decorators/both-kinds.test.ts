// The same classes, compiled for standard and for legacy decorators, send the same.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { compile, type Kind } from "./compile.ts";

// the fixture is compiled here, twice; its types are checked by tsconfig.decorators.json
// oxlint-disable-next-line typescript/no-explicit-any
type Classes = Record<string, any>;
interface Fixture {
  define(with_: typeof library): Classes;
}

const kinds: readonly Kind[] = ["standard", "legacy"];
const fixtures = new Map<Kind, Fixture>();

beforeAll(async () => {
  for (const kind of kinds) fixtures.set(kind, await compile<Fixture>("orders.ts", kind));
});

/** Runs `use` on freshly defined classes and gives what it returned and what was sent. */
async function sending<T>(kind: Kind, use: (classes: Classes) => T | Promise<T>): Promise<[T, Collected]> {
  const sent = collect();
  const { define: defineWith } = fixtures.get(kind) as Fixture;
  const result = await use(defineWith(library));
  await sent.flush();
  await sent.stop();
  return [result, sent];
}

const function_ = "code.function.name";
const count = "telltale.function.argument_count";

/** A span without what differs from run to run. */
const shown = ({ name, attributes, status, message }: SentSpan): unknown => [
  name,
  attributes,
  ...(status === 0 ? [] : [message]),
];

async function rejected(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
}

describe.each(kinds)("%s decorators", (kind) => {
  test("methods, with and without options: names, `this`, results, errors", async () => {
    const [results, sent] = await sending(kind, async ({ Orders }) => {
      const orders = new Orders();
      return [
        orders.price(100),
        await orders.find("o1", {}, "secret"),
        await rejected(orders.find("none", {})),
      ];
    });
    expect(results).toEqual([120, { id: "o1", total: 5 }, new RangeError("no none 0 1")]);
    const found = {
      [function_]: "Orders.find",
      "telltale.function.argument.options": "[redacted:argument]",
      "order.rate": 0.2,
    };
    expect(
      sent
        .spans()
        .filter(({ name }) => name !== "inside")
        .map(shown),
    ).toEqual([
      ["Orders.price", { [function_]: "Orders.price", [count]: 1 }],
      [
        "find order",
        {
          ...found,
          [count]: 3,
          "telltale.function.argument.id": "o1",
          "telltale.function.argument.apiKey": expect.stringContaining("[redacted:"),
          "order.asked": "o1",
          "order.found": true,
        },
      ],
      [
        "find order",
        {
          ...found,
          [count]: 2,
          "telltale.function.argument.id": "none",
          "error.type": "RangeError",
          "order.asked": "none",
          "order.found": false,
          "order.problem": "RangeError: no none 0 1",
        },
        "no none 0 1",
      ],
    ]);
    const [find] = sent.spans("find order");
    expect(sent.spans("inside")[0]?.parentId).toBe(find?.spanId);
  });

  test("static methods are active spans, too", async () => {
    const [opened, sent] = await sending(
      kind,
      ({ Orders }) => [Orders.open("north"), Orders.opened] as const,
    );
    expect(opened[1]).toBe(1);
    expect(sent.spans().map(shown)).toEqual([
      ["Orders.open", { [function_]: "Orders.open", [count]: 1, shop: "north" }],
    ]);
  });

  test("generators and async generators stay what they are", async () => {
    const [results, sent] = await sending(kind, async ({ Orders }) => {
      const orders = new Orders();
      const ids = orders.ids(2);
      expect(ids).toBeInstanceOf(orders.ids);
      const pages: number[] = [];
      for await (const page of orders.pages(3)) pages.push(page);
      return [[...ids], ids.next(), pages];
    });
    expect(results).toEqual([["o0", "o1"], { value: undefined, done: true }, [0, 1, 2]]);
    expect(sent.spans().map(shown)).toEqual([
      ["Orders.pages", { [function_]: "Orders.pages", [count]: 1 }],
      ["Orders.ids", { [function_]: "Orders.ids", [count]: 1 }],
    ]);
  });

  test("accessors", async () => {
    const [value, sent] = await sending(kind, ({ Orders }) => {
      const orders = new Orders();
      orders.discount = 3;
      return orders.discount;
    });
    expect(value).toBe(3);
    const spans = sent.spans().map(({ name }) => name);
    // a legacy decorator is given both halves of the accessor
    expect(spans).toEqual(
      kind === "legacy" ? ["Orders.set discount", "Orders.get discount"] : ["Orders.get discount"],
    );
  });

  test("a class: the own methods of its prototype, and what is at a method counts", async () => {
    const [left, sent] = await sending(kind, ({ Stock, Cellar }) => {
      const stock = Stock.none();
      stock.take(1);
      stock.fill(2);
      return [stock.left, stock.empty, new Cellar().drink()];
    });
    expect(left).toEqual([4, false, 1]);
    expect(sent.spans().map(shown)).toEqual([
      ["Stock.take", { [function_]: "Stock.take", [count]: 1 }],
      ["stock refilled", { [function_]: "Stock.fill", [count]: 1 }],
      ["Stock.take", { [function_]: "Stock.take", [count]: 1 }],
    ]);
  });

  test("a class is known by the position of its method, whichever is built first", async () => {
    const [, sent] = await sending(kind, ({ Base, Derived }) => [new Derived().name(), new Base().name()]);
    expect(sent.spans().map(({ name }) => name)).toEqual(["Base.name", "Derived.name", "Base.name"]);
  });

  test("durations by outcome, in seconds", async () => {
    const [, sent] = await sending(kind, async ({ Orders }) => {
      const orders = new Orders();
      await orders.pack(false);
      expect(await rejected(orders.pack(true))).toBeInstanceOf(TypeError);
    });
    expect(
      sent.points("orders.pack").map(({ attributes, count: times, unit }) => [attributes, times, unit]),
    ).toEqual([
      [{ outcome: "success" }, 1, "s"],
      [{ outcome: "failure", "error.type": "TypeError" }, 1, "s"],
    ]);
  });

  test("calls by outcome and type of error", async () => {
    const [, sent] = await sending(kind, ({ Orders }) => {
      const orders = new Orders();
      for (let call = 0; call < 3; call++) orders.ship("Bergen");
      expect(() => orders.ship("moon")).toThrow(RangeError);
    });
    expect(sent.points("orders.shipped").map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ to: "Bergen", outcome: "success" }, 3],
      [{ to: "moon", outcome: "failure", "error.type": "RangeError" }, 1],
    ]);
  });

  test("transactions: their facts are recorded when they have ended", async () => {
    const [, sent] = await sending(kind, async ({ Orders }) => {
      const orders = new Orders();
      await orders.pay({ id: "o1", total: 20 }, "u1");
      await rejected(orders.pay({ id: "o2", total: 200 }, "u2"));
    });
    const facts = (id: string, amount: number, user: string, outcome: string): object => ({
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": id,
      "telltale.transaction.amount": amount,
      "telltale.transaction.currency": "EUR",
      "telltale.transaction.outcome": outcome,
      "user.id": user,
    });
    const wanted = [
      { ...facts("o1", 20, "u1", "completed"), "order.receipt": "receipt o1" },
      { ...facts("o2", 200, "u2", "failed"), "error.type": "RangeError" },
    ];
    expect(sent.spans("transaction purchase").map(({ attributes }) => attributes)).toMatchObject(wanted);
    expect(sent.records("telltale.transaction.ended").map(({ attributes }) => attributes)).toMatchObject(
      wanted,
    );
    const [purchase] = sent.spans("transaction purchase");
    expect(sent.spans("charge")[0]?.parentId).toBe(purchase?.spanId);
    expect(sent.points("telltale.transaction.count").map(({ value }) => value)).toEqual([1, 1]);
  });

  test("a transaction that the business calls failed", async () => {
    const [, sent] = await sending(kind, ({ Orders }) => [
      new Orders().reserve(true),
      new Orders().reserve(false),
    ]);
    expect(
      sent
        .spans("transaction reservation")
        .map(({ attributes, status }) => [
          attributes["telltale.transaction.outcome"],
          attributes["telltale.transaction.reason"],
          status,
        ]),
    ).toEqual([
      ["completed", undefined, 0],
      ["failed", "sold out", 0],
    ]);
  });

  test("profiles", async () => {
    const [ranked, sent] = await sending(kind, ({ Orders }) => new Orders().rank(["b", "a"]));
    expect(ranked).toEqual(["a", "b"]);
    expect(sent.spans("Orders.rank")).toHaveLength(1);
    expect(sent.records("telltale.profile.ended")[0]?.attributes).toMatchObject({
      "telltale.profile.items": 2,
    });
  });

  test("database calls, which know their call before it and its result after it", async () => {
    const [answers, sent] = await sending(kind, async ({ Orders }) => {
      const orders = new Orders();
      const sql = "SELECT * FROM orders WHERE id = $1 AND name = 'x'";
      return [await orders.query(sql, ["o1"]), await rejected(orders.query(sql, []))];
    });
    expect(answers).toEqual([["o1", 0.2], new RangeError("no value")]);
    expect(sent.spans().map(({ name, attributes, status }) => [name, attributes, status])).toMatchObject([
      [
        "SELECT orders",
        {
          "db.system.name": "postgresql",
          "db.namespace": "shop",
          "db.query.text": "SELECT * FROM orders WHERE id = $1 AND name = ?",
          "db.response.returned_rows": 2,
        },
        0,
      ],
      ["SELECT orders", { "error.type": "RangeError" }, 2],
    ]);
  });

  test("extractors that throw or return nonsense break nothing", async () => {
    const it = {
      get bad(): never {
        throw new Error("getter");
      },
    };
    const [result, sent] = await sending(kind, ({ Orders }) => new Orders().fragile(it));
    expect(result).toBe("whole");
    expect(sent.spans("Orders.fragile")).toHaveLength(1);
    expect(sent.spans("transaction fragile")[0]?.attributes).toMatchObject({
      "telltale.transaction.id": expect.stringMatching(/./),
      "telltale.transaction.outcome": "completed",
    });
    expect(sent.points("orders.fragile").map(({ value }) => value)).toEqual([1]);
  });

  test("several on one method, named by a symbol", async () => {
    const [text, sent] = await sending(kind, ({ Orders }) => `${new Orders()}`);
    expect(text).toBe("orders");
    expect(sent.spans().map(({ name }) => name)).toEqual(["Orders.[Symbol.toPrimitive]"]);
    const [calls, durations] = ["calls", "duration"].map((what) =>
      sent.points(`Orders._Symbol.toPrimitive_.${what}`),
    );
    expect([calls?.[0]?.value, durations?.[0]?.count]).toEqual([1, 1]);
  });

  test("before the start everything runs as it is", async () => {
    const { Orders } = (fixtures.get(kind) as Fixture).define(library);
    const orders = Orders.open("early");
    expect(orders.price(10)).toBe(12);
    expect(await orders.pay({ id: "o1", total: 1 }, "u1")).toBe("receipt o1");
    expect([...orders.ids(1)]).toEqual(["o0"]);
  });

  test("looks the same from outside: names, lengths, kinds, descriptors", () => {
    const { Orders, Stock } = (fixtures.get(kind) as Fixture).define(library);
    const of = (owner: object, key: string | symbol): PropertyDescriptor =>
      Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
    const plain = { writable: true, enumerable: false, configurable: true };
    for (const [key, length, brand] of [
      ["price", 1, "Function"],
      ["find", 2, "AsyncFunction"],
      ["ids", 1, "GeneratorFunction"],
      ["pages", 1, "AsyncGeneratorFunction"],
    ] as const) {
      const { value, ...flags } = of(Orders.prototype, key);
      expect([value.name, value.length, Object.prototype.toString.call(value)]).toEqual([
        key,
        length,
        `[object ${brand}]`,
      ]);
      expect(flags).toEqual(plain);
    }
    const { get, set, ...flags } = of(Orders.prototype, "discount");
    expect([get?.name, set?.name, flags]).toEqual([
      "get discount",
      "set discount",
      { enumerable: false, configurable: true },
    ]);
    expect(of(Orders.prototype, Symbol.toPrimitive).value.name).toBe("[Symbol.toPrimitive]");
    expect(Reflect.ownKeys(Stock.prototype)).toEqual(["constructor", "take", "fill", "empty"]);
    expect(of(Stock, "none").value.name).toBe("none");
  });
});

test("both kinds send the same", async () => {
  const reported: unknown[] = [];
  for (const kind of kinds) {
    const [, sent] = await sending(kind, async ({ Orders, Derived }) => {
      const orders = Orders.open("north");
      orders.price(1);
      await orders.find("o1", { a: 1 });
      await orders.pack(false);
      orders.ship("Bergen");
      await orders.pay({ id: "o1", total: 1 }, "u1");
      new Derived().name();
      const { price } = orders;
      price.call({ rate: 1 }, 1);
    });
    reported.push([
      sent.spans().map(shown),
      sent.records().map(({ eventName, attributes }) => [eventName, Object.keys(attributes)]),
      ["orders.pack", "orders.shipped", "telltale.transaction.count"].map((metric) =>
        sent.points(metric).map(({ attributes, count: times, unit }) => [attributes, times, unit]),
      ),
    ]);
  }
  expect(reported[1]).toEqual(reported[0]);
});

test("standard ones know private members and accessor fields", async () => {
  interface Vaults {
    define(with_: typeof library): {
      make(): { total(): number; level: number };
      last(): number;
    };
  }
  const { define } = await compile<Vaults>("standard.ts", "standard");
  const sent = collect();
  const { make, last } = define(library);
  const vault = make();
  vault.level = 2;
  expect([vault.total(), last()]).toEqual([43, 1]);
  await sent.flush();
  await sent.stop();
  expect(sent.spans().map(({ name }) => name)).toEqual([
    "Vault.#open",
    "Vault.set level",
    "Vault.#count",
    "Vault.get level",
  ]);
  expect(sent.points("Vault.total.duration").map(({ count: times }) => times)).toEqual([1]);
});

afterAll(() => fixtures.clear());

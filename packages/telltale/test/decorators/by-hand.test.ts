// Decorators put on without a compiler, in places where they cannot be, and by what composes them.
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import * as library from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";

const { countCalls, counted, profiled, timed, traceDatabase, traceMethod, trackTransaction, tracked, wrap } =
  library;

let sent: Collected;

beforeAll(() => {
  sent = collect();
});

afterAll(async () => sent.stop());

type Legacy = (target: object, key: string, descriptor: PropertyDescriptor) => unknown;
const of = (owner: object, key: string): PropertyDescriptor =>
  Object.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;

async function names(): Promise<string[]> {
  await sent.flush();
  return sent.spans().map(({ name }) => name);
}

test("a legacy decorator works for those who do not look at what it returns", async () => {
  class Shop {
    open(): string {
      return "open";
    }
  }
  const descriptor = of(Shop.prototype, "open");
  const returned = (traceMethod() as Legacy)(Shop.prototype, "open", descriptor);
  expect(returned).toBe(descriptor);
  Object.defineProperty(Shop.prototype, "open", descriptor);
  expect(new Shop().open()).toBe("open");
  expect(await names()).toContain("Shop.open");
});

test("a standard one by hand", async () => {
  class Shop {
    close(): string {
      return "closed";
    }
  }
  const initializers: ((this: unknown) => void)[] = [];
  const context = {
    kind: "method",
    name: "close",
    static: false,
    addInitializer: (initialize: () => void) => initializers.push(initialize),
  };
  const decorated = (traceMethod as unknown as (value: unknown, context: unknown) => () => string)(
    Shop.prototype.close,
    context,
  );
  Object.defineProperty(Shop.prototype, "close", { value: decorated });
  // called before any instance is there: the class is not known yet
  expect(decorated()).toBe("closed");
  const shop = new Shop();
  for (const initialize of initializers) initialize.call(shop);
  expect(shop.close()).toBe("closed");
  expect((await names()).filter((name) => name.endsWith("close"))).toEqual(["close", "Shop.close"]);
});

test("what cannot be decorated stays as it is", () => {
  const apply = (...args: unknown[]): unknown => (traceMethod as (...args: unknown[]) => unknown)(...args);
  // a legacy field, a parameter, a standard field
  expect(apply({}, "field", undefined)).toBe(undefined);
  expect(apply({}, "method", 0)).toBe(undefined);
  const field = { kind: "field", name: "f", addInitializer() {} };
  expect((traceDatabase as (...args: unknown[]) => unknown)(undefined, field)).toBe(undefined);
  expect(apply(undefined, field)).toBe(undefined);
  // functions that are not classes
  const closed = new Proxy(function closed() {}, {
    get() {
      throw new Error("closed");
    },
  });
  expect(apply(() => {})).toBe(undefined);
  expect(apply(closed)).toBe(undefined);
  // a legacy field as Babel hands it over
  const initialized = { configurable: true, enumerable: true, writable: true, initializer: null };
  expect(apply({}, "field", initialized)).toBe(initialized);
  class Sealed {
    method(): number {
      return 1;
    }
  }
  Object.freeze(Sealed.prototype);
  (traceMethod as (target: unknown) => void)(Sealed);
  expect(new Sealed().method()).toBe(1);
});

test("the forms for functions give back what is not a function, and survive hostile options", () => {
  for (const form of [wrap, timed, counted, tracked, profiled] as ((
    fn: unknown,
    options?: unknown,
  ) => unknown)[]) {
    expect(form(5)).toBe(5);
    expect(form(undefined)).toBe(undefined);
    const refuse = (): never => {
      throw new Error("attributes");
    };
    const hostile = Object.defineProperty({}, "attributes", { get: refuse, enumerable: true });
    const plain: Record<string, unknown> = { fine: 1 };
    const everywhere = new Proxy({}, { get: refuse, ownKeys: refuse });
    const within = { attributes: { ...plain }, links: 5, items: "many", thresholds: 1 };
    Object.defineProperty(within.attributes, "bad", { get: refuse, enumerable: true });
    for (const options of [hostile, everywhere, within, null, "text"]) {
      const fn = form((a: number) => a + 1, options) as (a: number) => number;
      expect(fn(1)).toBe(2);
    }
  }
});

test("a class whose `name` is a method of its own, or throws, is decorated as any", async () => {
  class Method {
    static name(): string {
      return "name";
    }
    sail(): number {
      return 1;
    }
  }
  class Refusing {
    static get name(): string {
      throw new Error("name");
    }
    sail(): number {
      return 1;
    }
  }
  const decorator = traceMethod as unknown as (...args: unknown[]) => unknown;
  for (const owner of [Method, Refusing]) {
    const { value } = of(owner.prototype, "sail");
    const initializers: ((this: unknown) => void)[] = [];
    const context = {
      kind: "method",
      name: "sail",
      addInitializer: (fn: never) => void initializers.push(fn),
    };
    const standard = decorator(value, context) as () => number;
    for (const initialize of initializers) initialize.call(new owner());
    expect(standard()).toBe(1);
    const legacy = of(owner.prototype, "sail");
    decorator(owner.prototype, "sail", legacy);
    expect((legacy.value as () => number)()).toBe(1);
    decorator(owner);
    expect(new owner().sail()).toBe(1);
  }
  expect((await names()).filter((name) => name.includes("sail"))).toEqual(Array(6).fill("sail"));
});

test("an extractor or a redaction that answers by a promise gives nothing, and its error is not thrown", async () => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", listen);
  onTestFinished(() => void process.off("unhandledRejection", listen));
  const later = async (): Promise<never> => {
    throw new Error("later");
  };
  const fn = wrap((a: string) => a, {
    name: "later",
    attributes: later,
    arguments: [{ index: 0, redact: later }],
  });
  expect(fn("a")).toBe("a");
  expect(tracked((a: string) => a, { id: later as never, amount: later as never })("b")).toBe("b");
  await new Promise(setImmediate);
  expect(unhandled).toEqual([]);
  await sent.flush();
  expect(sent.spans("later")[0]?.attributes).toMatchObject({
    "telltale.function.argument.a": "[redacted:argument]",
  });
});

test("attributes that are not an object are ignored, however long", async () => {
  const reported = counted((text: string) => text, {
    name: "texts",
    attributes: ({ result }) => result as never,
  });
  expect(reported("x".repeat(1e5))).toHaveLength(1e5);
  await sent.flush();
  expect(sent.points("texts")[0]?.attributes).toEqual({ outcome: "success" });
});

test("a wrong name of a metric is a mistake of the set-up, as with `counter`; afterwards it is counted", async () => {
  const count = (): unknown => counted(() => 1, { name: "no such name!" })();
  expect(count()).toBe(1);
  await sent.stop();
  expect(count).toThrow(expect.objectContaining({ code: "TT_INSTRUMENT_NAME" }));
  sent = collect();
});

test("on functions: results of every kind, `this`, and whatever is thrown", async () => {
  const error = new TypeError("same");
  const owner = {
    rate: 2,
    times: wrap(function times(this: { rate: number }, n: number) {
      return this.rate * n;
    }),
  };
  expect(owner.times(4)).toBe(8);
  const fail = timed(
    counted(
      wrap(() => Promise.reject(error), { name: "reject" }),
      { name: "rejections" },
    ),
  );
  await expect(fail()).rejects.toBe(error);
  const steps = tracked(
    function* steps(n: number) {
      for (let at = 0; at < n; at++) yield at;
      return "end";
    },
    { type: "stepped", attributes: ({ result }) => ({ returned: result }) },
  );
  expect([...steps(3)]).toEqual([0, 1, 2]);
  await sent.flush();
  expect(sent.spans("transaction stepped")[0]?.attributes).toMatchObject({ returned: "end" });
  expect(sent.points("rejections")[0]?.attributes).toEqual({ outcome: "failure", "error.type": "TypeError" });
});

test("several of them on one class take each method once", async () => {
  class Twice {
    go(): number {
      return 1;
    }
  }
  (traceMethod as (target: unknown) => void)(Twice);
  (traceMethod as (target: unknown) => void)(Twice);
  (countCalls() as (target: unknown) => void)(Twice);
  (trackTransaction({ type: "trip" }) as (target: unknown) => void)(Twice);
  expect(new Twice().go()).toBe(1);
  const all = await names();
  expect(all.filter((name) => name === "Twice.go" || name.startsWith("transaction trip"))).toEqual([
    "Twice.go",
    "transaction trip.go",
  ]);
});

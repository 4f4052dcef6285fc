// Which arguments are recorded, by which names, and in which form.
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { toArgument } from "./argument-text.ts";
import { type ArgumentChoice, listArguments } from "./arguments.ts";
import type { Callable } from "./call.ts";
import { parametersOf } from "./parameter-names.ts";

const names = (fn: unknown): (string | undefined)[] => parametersOf(fn as Callable).map(({ name }) => name);

describe("names of parameters", () => {
  test("of every form of a function", () => {
    class Forms {
      method(a: number, b: number): number {
        return a + b;
      }
      async *["computed(a, b)"](c: number): AsyncGenerator<number> {
        yield c;
      }
    }
    const { method, "computed(a, b)": computed } = Forms.prototype;
    expect(names(method)).toEqual(["a", "b"]);
    expect(names(computed)).toEqual(["c"]);
    expect(names((x: number) => x)).toEqual(["x"]);
    expect(names(async (x: number, _y: number) => x)).toEqual(["x", "_y"]);
    expect(
      names(function named(ä: number, $: number) {
        return ä + $;
      }),
    ).toEqual(["ä", "$"]);
    expect(names(new Function("x", "return x"))).toEqual(["x"]);
    expect(names(runInNewContext("x => x"))).toEqual(["x"]);
    expect(names(runInNewContext("async x => x"))).toEqual(["x"]);
    expect(names(() => {})).toEqual([]);
    expect(names(Math.max)).toEqual([]);
    expect(names(Math.max.bind(undefined))).toEqual([]);
  });

  test("beside defaults, comments, patterns and rests", () => {
    expect(
      names(runInNewContext('(function f(a = "x,(", b = [1, (2)], c = { d: ")" }, e = () => 1) {})')),
    ).toEqual(["a", "b", "c", "e"]);
    expect(names(runInNewContext("(function f(/* a, b */ c, // d)\n e = `${1}),`, f = '\\',') {})"))).toEqual(
      ["c", "e", "f"],
    );
    expect(names(({ a }: { a: number }, [b]: number[], c = b) => [a, c])).toEqual([
      undefined,
      undefined,
      "c",
    ]);
    expect(parametersOf(((a: number, ...rest: number[]) => [a, rest]) as unknown as Callable)).toEqual([
      { name: "a", rest: false },
      { name: "rest", rest: true },
    ]);
  });
});

describe("what is listed", () => {
  const read = (fn: unknown, choices: readonly ArgumentChoice[], args: readonly unknown[]): unknown =>
    Object.fromEntries(
      listArguments(fn as Callable, choices)
        .map(({ key, read: value }) => [key.replace("telltale.function.argument.", ""), value(args)])
        .filter(([, value]) => value !== undefined),
    );

  test("by name, by place, and renamed", () => {
    const find = (user: string, order: object): unknown => [user, order];
    expect(read(find, ["user", 1], ["u1", { id: 1 }])).toEqual({ user: "u1", order: '{"id":1}' });
    expect(
      read(
        find,
        [
          { name: "user", as: "who" },
          { index: 1, as: "what" },
        ],
        ["u1", 5],
      ),
    ).toEqual({
      who: "u1",
      what: 5,
    });
    expect(read(find, ["nobody", -1, 0.5, {}, 7], ["u1"])).toEqual({});
    expect(read(find, ["user", "order"], [])).toEqual({});
  });

  test("a rest, and a parameter that is taken apart", () => {
    expect(read((first: number, ...more: number[]) => [first, more], ["more", "first"], [1, 2, 3])).toEqual({
      first: 1,
      more: "[2,3]",
    });
    expect(read(({ id }: { id: number }) => id, [0], [{ id: 1, password: "p" }])).toEqual({
      "0": '{"id":1,"password":"[redacted:password]"}',
    });
  });

  test.each(["password", "accessToken", "SECRET_WORD", "apiKey", "keyboard", "monkey"])(
    "never `%s`",
    (name) => {
      const fn = new Function(name, "") as Callable;
      expect(read(fn, [name], ["very private"])).toEqual({ [name]: expect.stringMatching(/^\[redacted:/) });
      // neither by its place nor by another name
      expect(Object.values(read(fn, [0, { index: 0, as: "harmless" }], ["very private"]) as object)).toEqual([
        expect.stringMatching(/^\[redacted:/),
        expect.stringMatching(/^\[redacted:/),
      ]);
    },
  );

  test("redacted whole, or by a function, which fails closed", () => {
    const fn = (mail: string): string => mail;
    expect(read(fn, [{ name: "mail", redact: true }], ["a@b"])).toEqual({ mail: "[redacted:argument]" });
    const domain = (value: unknown): unknown => String(value).split("@")[1];
    expect(read(fn, [{ name: "mail", redact: domain }], ["a@b"])).toEqual({ mail: "b" });
    const broken = (): never => {
      throw new Error("broken");
    };
    expect(read(fn, [{ name: "mail", redact: broken }], ["a@b"])).toEqual({ mail: "[redacted:argument]" });
  });
});

describe("the form of an argument", () => {
  class Point {
    x = 1;
    #hidden = 2;
    get sum(): number {
      return this.x + this.#hidden;
    }
  }
  const refuse = (): never => {
    throw new Error("no");
  };
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic["self"] = cyclic;

  // the values in functions, for a runner that prints them would read them
  const forms: readonly (readonly [() => unknown, unknown])[] = [
    [() => "text", "text"],
    [() => 5, 5],
    [() => true, true],
    [() => null, null],
    [() => 10n, "10"],
    [() => Symbol("s"), "Symbol(s)"],
    [() => undefined, "undefined"],
    [() => function named() {}, "[function named]"],
    [() => new Date(0), "1970-01-01T00:00:00.000Z"],
    [() => new Date(Number.NaN), "Invalid Date"],
    [() => new RangeError("far"), "RangeError: far"],
    [() => /a/g, "/a/g"],
    [() => new URL("http://x/y"), "http://x/y"],
    [() => Buffer.from("secret"), "[6 bytes]"],
    [() => ["a", 1, null], '["a",1,null]'],
    [() => new Set([1, 2]), "[1,2]"],
    [() => new Map([["a", { b: 1 }]]), '{"a":{"b":1}}'],
    [() => new Point(), '{"x":1}'],
    [
      () => ({ a: { token: "t", deep: [{ userKey: 1 }] } }),
      '{"a":{"token":"[redacted:token]","deep":[{"userKey":"[redacted:key]"}]}}',
    ],
    [() => cyclic, '{"a":1,"self":{"a":1,"self":{"a":1,"self":{"a":1,"self":[…]}}}}'],
    [() => Object.defineProperty({}, "bad", { get: refuse, enumerable: true }), '{"bad":"[unreadable]"}'],
    [() => new Proxy({}, { ownKeys: refuse }), "{[unreadable]"],
    [
      () => ({ [Symbol.toPrimitive]: refuse, toString: refuse, a: 1 }),
      '{"toString":[function refuse],"a":1}',
    ],
  ];
  test.each(forms.map(([give, form]) => [form, give] as const))("%s", (form, give) => {
    expect(toArgument(give())).toBe(form);
  });

  test("is cut at 100 characters, and a large value costs no more than a small one", () => {
    expect(toArgument("x".repeat(100))).toBe("x".repeat(100));
    expect(toArgument("x".repeat(101))).toBe(`${"x".repeat(99)}…`);
    expect(toArgument("😀".repeat(51))).toBe(`${"😀".repeat(49)}…`);
    let reads = 0;
    const large = Array.from({ length: 100_000 }, (_, at) => ({
      get value() {
        reads++;
        return at;
      },
    }));
    expect(String(toArgument(large))).toHaveLength(100);
    expect(reads).toBeLessThan(40);
    expect(String(toArgument(new Map([["k", "y".repeat(1e6)]])))).toMatch(/^.{100}$/);
  });
});

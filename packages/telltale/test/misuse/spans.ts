// What compiles with spans by hand, and what does not: `tsc` is the test, nothing here is run.
import { SpanKind } from "@opentelemetry/api";
import {
  addAttribute,
  addAttributes,
  addEvent,
  enterSpan,
  type Span,
  startSpan,
  trace,
  wrap,
} from "../../src/index.ts";

/** Holds when both are the very same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Same<A, B>): void {}

// what the callback gives is what comes back
const plain = trace("plain", () => 42);
same<typeof plain, number>(true);
const literal = trace("literal", () => "paid" as const);
same<typeof literal, "paid">(true);
const promised = trace("promised", async () => new Map<string, number>());
same<typeof promised, Promise<Map<string, number>>>(true);
const nothing = trace("nothing", () => {});
same<typeof nothing, void>(true);
class Special<T> extends Promise<T> {}
const special = trace("special", () => new Special<string>((resolve) => resolve("")));
same<typeof special, Special<string>>(true);
const numbers = trace("numbers", function* numbers(): Generator<number, string, boolean> {
  yield 1;
  return "end";
});
same<typeof numbers, Generator<number, string, boolean>>(true);
const later = trace("later", async function* later() {
  yield 1;
});
same<typeof later, AsyncGenerator<number, void, unknown>>(true);
const generic = <T>(value: T): T => trace("generic", () => value);
same<ReturnType<typeof generic<boolean>>, boolean>(true);

// `never` ends the flow
function refuse(): never {
  return trace("refuse", (): never => {
    throw new Error("refused");
  });
}
const never = trace("never", () => refuse());
same<typeof never, never>(true);

// options and the span
trace(
  "options",
  { kind: 2, root: true, enabled: false, attributes: { any: [1, { deep: true }] } },
  (span) => {
    same<typeof span, Span>(true);
    span.setAttribute("a", new Date()).addEvent("e", { b: 2 }).fail(new Error("x"));
  },
);
// a kind by OpenTelemetry's number or by its word
trace("kind", { kind: "client" }, (span) => span.trace("inner", { kind: SpanKind.SERVER }, () => {}));
startSpan("kind", { kind: "producer" }).end();
wrap(() => 1, { kind: "consumer" });
// @ts-expect-error: one of five words
trace("kind", { kind: "CLIENT" }, () => {});
// @ts-expect-error: one of five words
startSpan("kind", { kind: "rpc" });

const held = startSpan("held", { parent: "00-0-0-00", links: [startSpan("other"), "00-0-0-00"] });
trace(
  "child",
  { parent: held.spanContext(), links: [{ context: held.spanContext(), attributes: { a: 1 } }] },
  () => {},
);

// blocks
{
  using span = startSpan("block");
  using active = enterSpan("active");
  same<typeof span, Span>(true);
  active.run(() => addAttribute("a", 1n));
}

// callbacks keep their parameters
const callback = held.callback((error: Error | null, rows: string[]) => `${String(error)} ${rows.length}`);
same<ReturnType<typeof callback>, string>(true);
callback(null, []);
// @ts-expect-error: as the callback has it
callback(null, [1]);
const ending: (error?: Error | null) => void = held.callback();

// `wrap` gives what it was given: overloads and generics, too
function parse(text: string): object;
function parse(text: string, strict: true): object | undefined;
function parse(text: string, strict?: boolean): object | undefined {
  return strict === true && text === "" ? undefined : {};
}
const parsed = wrap(parse, { name: "parse", arguments: ["text", 1] });
same<typeof parsed, typeof parse>(true);
const identity = wrap(<T>(value: T): T => value);
same<ReturnType<typeof identity<"a">>, "a">(true);
// the function is known, so its extractors are typed without a word
wrap((order: { readonly id: string }, count: number) => order.id.repeat(count), {
  attributes: ({ args: [order, count], failed }) => ({ id: order.id, count: count.toFixed(), failed }),
});
wrap(
  function charged(this: { readonly rate: number }, net: number) {
    return net * this.rate;
  },
  { attributes: ({ self, args }) => ({ rate: self.rate.toFixed(), net: args[0].toFixed() }) },
);

wrap(async (names: string[]) => names.length, { attributes: ({ result }) => ({ names: result?.toFixed() }) });
// @ts-expect-error: the result is a number
wrap((names: string[]) => names.length, { attributes: ({ result }) => ({ names: result?.trim() }) });

// misuse
// @ts-expect-error: a span has a name
trace(() => 1);
// @ts-expect-error: something must be run
trace("no function");
// @ts-expect-error: what the callback gives is what comes back
export const wrong: string = trace("wrong", () => 42);
// @ts-expect-error: there is no such option
trace("misspelt", { atributes: {} }, () => {});
// @ts-expect-error: attributes are fields
trace("attributes", { attributes: "a" }, () => {});
// @ts-expect-error: a parent is a span, a context or a traceparent
startSpan("parent", { parent: 5 });
// @ts-expect-error: a link is one of these or has a context
startSpan("link", { links: [{ attributes: {} }] });
// @ts-expect-error: a name and a value
addAttribute("lonely");
// @ts-expect-error: attributes are fields
addAttributes("a", 1);
// @ts-expect-error: an event has a name
addEvent({ a: 1 });
// @ts-expect-error: a function is wrapped
wrap("text");
// @ts-expect-error: arguments are listed by name or place
wrap((n: number) => n, { arguments: [true] });
// @ts-expect-error: the function has no second argument
wrap((n: number) => n, { attributes: ({ args: [, second] }) => ({ second }) });
// @ts-expect-error: what the engine needs of a span is not its user's
held.restart();
// @ts-expect-error: `using` is for spans that are held
using _number = trace("value", () => 1);

export { ending, refuse };

// What holds for every context and every header: what goes out comes in again, and nothing that comes in does harm.
import { validateHeaderName, validateHeaderValue } from "node:http";
import {
  baggageEntryMetadataFromString,
  type Context,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  trace,
} from "@opentelemetry/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baggageIn, extract, inject } from "../../test/fixtures/propagation/rows.ts";
import { isDebug, withDebug } from "./debug-flag.ts";
import { environmentGetter, environmentSetter } from "./environment-carrier.ts";
import { createPropagator, type PropagatorName } from "./propagator.ts";
import { parseTraceState } from "./trace-state.ts";

const hex = (length: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length })
    .filter((id) => !/^0+$/.test(id));
const stateKey = fc.stringMatching(/^[a-z0-9][a-z0-9_\-*/@]{0,20}$/);
const stateValue = fc.stringMatching(/^[ !-+\--<>-~]{0,20}[!-+\--<>-~]$/);
const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/);
const property = fc.oneof(
  token,
  fc.tuple(token, fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,8}$/)).map(([key, value]) => `${key}=${value}`),
);

const span = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  traceFlags: fc.nat(3),
  state: fc.dictionary(stateKey, stateValue, { maxKeys: 32 }),
});
const entries = fc.uniqueArray(
  fc.record({
    key: token,
    value: fc.string({ unit: "binary", maxLength: 20 }),
    properties: fc.array(property, { maxLength: 3 }),
  }),
  { selector: ({ key }) => key.toLowerCase(), maxLength: 20 },
);

type Span = typeof span extends fc.Arbitrary<infer T> ? T : never;
type Entries = typeof entries extends fc.Arbitrary<infer T> ? T : never;

function contextOf({ state, ...ids }: Span, baggage: Entries = []): Context {
  const text = Object.entries(state).map(([key, value]) => `${key}=${value}`);
  const traceState = parseTraceState(text.join(","));
  let carried = propagation.createBaggage();
  for (const { key, value, properties } of baggage) {
    carried = carried.setEntry(key, {
      value,
      metadata: baggageEntryMetadataFromString(properties.join(";")),
    });
  }
  return propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceState }), carried);
}

function stateIn(context: Context): string {
  return trace.getSpanContext(context)?.traceState?.serialize() ?? "";
}

// half a surrogate pair has no UTF-8
const written = (value: string): string => Buffer.from(value).toString();

describe("what goes out comes in again", () => {
  test("W3C: ids, sampled and random, trace state in its order, baggage with its properties", () => {
    const propagator = createPropagator(["tracecontext", "baggage"]);
    fc.assert(
      fc.property(span, entries, (one, baggage) => {
        const sent = contextOf(one, baggage);
        const got = extract(propagator, Object.entries(inject(propagator, sent)));
        expect(trace.getSpanContext(got)).toMatchObject({
          traceId: one.traceId,
          spanId: one.spanId,
          traceFlags: one.traceFlags,
          isRemote: true,
        });
        expect(stateIn(got)).toBe(stateIn(sent));
        // a list without an order
        expect(new Set(baggageIn(got))).toEqual(
          new Set(
            baggage.map(({ key, value, properties }) => ({
              key,
              value: written(value),
              ...(properties.length === 0 ? {} : { properties }),
            })),
          ),
        );
      }),
    );
  });

  test.each<PropagatorName>(["b3", "b3multi", "jaeger"])("%s: ids, sampled, debug", (name) => {
    const propagator = createPropagator([name]);
    fc.assert(
      fc.property(span, fc.boolean(), (one, debug) => {
        const traceFlags = debug ? 1 : one.traceFlags & 1;
        const sent = withDebug(contextOf({ ...one, traceFlags }), one.traceId, debug);
        const got = extract(propagator, Object.entries(inject(propagator, sent)));
        expect(trace.getSpanContext(got)).toMatchObject({
          traceId: one.traceId,
          spanId: one.spanId,
          traceFlags,
        });
        expect(isDebug(got, one.traceId)).toBe(debug);
      }),
    );
  });

  test("Jaeger: baggage, with keys as headers have them, in lower case", () => {
    const propagator = createPropagator(["jaeger"]);
    fc.assert(
      fc.property(span, entries, (one, baggage) => {
        const got = extract(propagator, Object.entries(inject(propagator, contextOf(one, baggage))));
        expect(new Set(baggageIn(got))).toEqual(
          new Set(baggage.map(({ key, value }) => ({ key: key.toLowerCase(), value: written(value) }))),
        );
      }),
    );
  });

  test("by environment as by headers", () => {
    const propagator = createPropagator(["tracecontext", "baggage", "b3", "b3multi"]);
    fc.assert(
      fc.property(span, entries, (one, baggage) => {
        const sent = contextOf(one, baggage);
        const variables = {};
        propagator.inject(sent, variables, environmentSetter);
        const got = propagator.extract(ROOT_CONTEXT, variables, environmentGetter);
        const headers = inject(propagator, sent);
        expect(inject(propagator, got)).toEqual(
          inject(propagator, extract(propagator, Object.entries(headers))),
        );
      }),
    );
  });
});

const names = ["tracecontext", "baggage", "b3", "b3multi", "jaeger"] as const;
const all = createPropagator(names);
const fields = [...all.fields(), "jaeger-baggage", "uberctx-k", "uberctx-", "uberctx-\r\n"];

// half of it looks almost right
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.stringMatching(/^(00|cc|ff)-[0-9a-fA-F]{30,33}-[0-9a-f]{15,17}-0[0-3]?(-x)?$/),
  fc.stringMatching(/^[0-9a-f]{16,32}[:-][0-9a-f]{16}[:-][01d]([:-][0-9a-f]{1,16})?$/),
  fc.stringMatching(/^([a-z @%;=\t]{0,3}=[a-z%0-9;= \r\n]{0,6},){0,40}$/),
);
const value = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 2, arbitrary: fc.array(text, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.anything() },
);
const carrier = fc.dictionary(fc.constantFrom(...fields), value);
const plain: TextMapGetter<Record<string, unknown>> = {
  keys: (from) => Object.keys(from),
  get: (from, name) => from[name] as string,
};

describe("hostile headers", () => {
  test("never throw, and what goes on are headers, within their sizes, that say the same again", () => {
    fc.assert(
      fc.property(carrier, (headers) => {
        for (const name of names) {
          const propagator = createPropagator([name]);
          const context = propagator.extract(ROOT_CONTEXT, headers, plain);
          const out = inject(propagator, context);
          expect(wrongIn(out)).toEqual([]);
          expect(inject(propagator, propagator.extract(ROOT_CONTEXT, out, plain))).toEqual(out);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("for any values in the context", () => {
    const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a\r\nb", "a,b", "a;b", "é", ""));
    fc.assert(
      fc.property(
        fc.dictionary(anyText, anyText),
        anyText,
        anyText,
        anyText,
        (values, metadata, state, id) => {
          let baggage = propagation.createBaggage();
          for (const [key, one] of Object.entries(values)) {
            baggage = baggage.setEntry(key, {
              value: one,
              metadata: baggageEntryMetadataFromString(metadata),
            });
          }
          for (const traceId of [id, "a".repeat(32)]) {
            const traceState = { ...parseTraceState(""), serialize: () => state };
            const spanContext = { traceId, spanId: "b".repeat(16), traceFlags: 1, traceState };
            const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
            expect(wrongIn(inject(all, propagation.setBaggage(context, baggage)))).toEqual([]);
          }
        },
      ),
    );
  });

  // what takes square time takes minutes of a million characters
  test.each([
    ["blanks", (n: number) => `${" ".repeat(n)}x`],
    ["blanks in a value", (n: number) => `a=${" ".repeat(n)}x`],
    ["blanks in a property", (n: number) => `a=1;${"\t".repeat(n)}p`],
    ["percent signs", (n: number) => `a=${"%".repeat(n)}`],
    ["percent forms", (n: number) => `a=${"%C3".repeat(n / 3)}`],
    ["commas", (n: number) => ",".repeat(n)],
    ["semicolons", (n: number) => `a=1${";".repeat(n)}`],
    ["equals signs", (n: number) => "=".repeat(n)],
    ["members", (n: number) => "k=v,".repeat(n / 4)],
    ["digits", (n: number) => "0".repeat(n)],
    ["dashes", (n: number) => `cc-${"a".repeat(32)}-${"b".repeat(16)}-01${"-".repeat(n)}`],
    ["colons", (n: number) => ":".repeat(n)],
  ])("a million %s take linear time", (_what, make) => {
    const long = make(1_000_000);
    const headers: Record<string, string> = Object.fromEntries(fields.map((name) => [name, long]));
    const before = process.cpuUsage();
    for (const name of names) {
      const propagator = createPropagator([name]);
      expect(wrongIn(inject(propagator, propagator.extract(ROOT_CONTEXT, headers, plain)))).toEqual([]);
      // with a span, so that the trace state is read
      const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
      expect(
        wrongIn(inject(propagator, propagator.extract(ROOT_CONTEXT, { ...headers, traceparent }, plain))),
      ).toEqual([]);
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });

  test("the longest header that is looked into takes no square time either", () => {
    const before = process.cpuUsage();
    for (let round = 0; round < 200; round++) {
      parseTraceState(`a=${" ".repeat(16_600)}x`).serialize();
      extract(all, [["baggage", `a=1;${" ".repeat(8180)}p`]]);
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});

/** What Node, or a limit, has against headers that are to leave. */
function wrongIn(headers: Record<string, string>): unknown[] {
  const {
    traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-00`,
    tracestate = "",
    baggage = "",
  } = headers;
  const wrong: unknown[] = [
    !/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/.test(traceparent) && "traceparent",
    tracestate.length > 16_640 && "tracestate",
    baggage.length > 8192 && "baggage",
  ].filter(Boolean);
  for (const [name, one] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, one);
    } catch (error) {
      wrong.push(error);
    }
  }
  return wrong;
}

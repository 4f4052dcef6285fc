// W3C Trace Context level 2 and W3C Baggage, row by row: what is extracted, and what goes out again.
import { createServer, request } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  baggageEntryMetadataFromString,
  type Context,
  defaultTextMapGetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import {
  baggageIn,
  extract,
  inject,
  named,
  readRows,
  type Row,
} from "../../test/fixtures/propagation/rows.ts";
import { suppressKey } from "../engine/context/suppress.ts";
import { createPropagator } from "./propagator.ts";
import { parseTraceState } from "./trace-state.ts";

const propagator = createPropagator(["tracecontext", "baggage"]);
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const spanId = "00f067aa0ba902b7";
const traceparent = `00-${traceId}-${spanId}-01`;

describe("W3C trace context level 2", () => {
  const { rows, tracestateMutations } = readRows("w3c-trace-context.json") as {
    rows: Row[];
    tracestateMutations: Row[];
  };

  test("all rows are there", () => expect([rows.length, tracestateMutations.length]).toEqual([87, 9]));

  test.each(named(rows))("%s %s", (_id, _desc, { headers, expect: expected, reinjected }) => {
    const context = extract(propagator, headers);
    expect(spanIn(context)).toEqual(
      expected === "invalid"
        ? undefined
        : {
            traceId: expected.traceId,
            spanId: expected.spanId,
            isRemote: true,
            sampled: expected.sampled,
            random: expected.random,
            tracestate: expected.tracestate,
          },
    );
    expect(inject(propagator, context)).toEqual(reinjected);
  });

  test.each(named(tracestateMutations))("%s %s", (_id, _desc, { start, op, result }) => {
    const [action, key, value] = op;
    const before = parseTraceState(start);
    const after = action === "set" ? before.set(key, value) : before.unset(key);
    expect(after.serialize()).toBe(result);
    expect(before.serialize()).toBe(start);
  });

  test.each([
    ["an id of zeros", { traceId: "0".repeat(32), spanId }],
    ["an id that is too short", { traceId: "abc", spanId }],
    ["an id with a line break", { traceId, spanId: "00f067aa0ba902\r\n" }],
  ])("%s is not injected", (_what, ids) => {
    const context = trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags: 1 });
    expect(inject(propagator, context)).toEqual({});
  });

  test("nothing goes out where tracing is suppressed: that parent would not be found", () => {
    const context = extract(propagator, [["traceparent", traceparent]]);
    expect(inject(propagator, context)).toEqual({ traceparent });
    expect(inject(propagator, context.setValue(suppressKey, true))).toEqual({});
  });

  test("another one's trace state that would break the header stays behind", () => {
    const longest = `a=${"x".repeat(16_638)}`;
    expect(headersWithState(longest)).toEqual({ traceparent, tracestate: longest });
    expect(headersWithState(`${longest}x`)).toEqual({ traceparent });
    expect(headersWithState("a=1\r\nset-cookie: x")).toEqual({ traceparent });
  });

  test("members up to the longest text are read, a longer text is ignored", () => {
    const full = Array.from({ length: 32 }, (_, index) => longestMember(index)).join(",");
    expect(parseTraceState(full).serialize()).toBe(full);
    expect(parseTraceState(`a=${" ".repeat(16_637)}1`).serialize()).toBe("");
    expect(parseTraceState(`a=1,${" ".repeat(16_636)}`).serialize()).toBe("a=1");
    expect(parseTraceState(`a=1,${" ".repeat(16_637)}`).serialize()).toBe("");
  });
});

describe("W3C baggage", () => {
  const { rows } = readRows("w3c-baggage.json");

  test("all rows are there", () => expect(rows).toHaveLength(28));

  test.each(named(rows))("%s %s", (_id, _desc, { headers, expect: expected, reinjected }) => {
    const context = extract(propagator, headers);
    expect(baggageIn(context)).toEqual(expected);
    expect(decoded(inject(propagator, context))).toEqual(decoded(reinjected));
  });

  test("512 short entries in 8192 bytes go through, as W3C's own suite writes them", () => {
    const members = Array.from(
      { length: 512 },
      (_, index) => `${String(index).padStart(3, "0")}=0123456789a`,
    );
    const header = `${members.join(",")}b`;
    expect(header).toHaveLength(8192);
    const context = extract(propagator, [["baggage", header]]);
    expect(baggageIn(context)).toHaveLength(512);
    expect(membersOf(inject(propagator, context))).toEqual(new Set(header.split(",")));
  });

  test("as many members as 8192 bytes hold take linear time", () => {
    const shortest = Array.from({ length: 1296 }, (_, index) => `${index.toString(36).padStart(2, "_")}=1`);
    const header = shortest.join(",");
    expect(header.length).toBeLessThanOrEqual(8192);
    const before = process.cpuUsage();
    for (let round = 0; round < 5; round++) {
      const context = extract(propagator, [["baggage", header]]);
      expect(membersOf(inject(propagator, context))).toEqual(new Set(shortest));
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  test("8192 bytes go through, of more the members that fit", () => {
    const full = `a=1,b=${"x".repeat(8186)}`;
    expect(full).toHaveLength(8192);
    expect(inject(propagator, extract(propagator, [["baggage", full]]))).toEqual({ baggage: full });
    expect(inject(propagator, extract(propagator, [["baggage", `${full}x`]]))).toEqual({ baggage: "a=1" });
    expect(baggageIn(extract(propagator, [["baggage", `b=${"x".repeat(8191)}`]]))).toEqual([]);
    const long = propagation.createBaggage({
      a: { value: "1" },
      b: { value: "x".repeat(9000) },
      c: { value: "3" },
    });
    expect(inject(propagator, propagation.setBaggage(ROOT_CONTEXT, long))).toEqual({ baggage: "a=1,c=3" });
  });

  test("neither keys, values nor properties can end the member or the header", () => {
    const baggage = propagation.createBaggage({
      "a,b": { value: "1" },
      "c\r\nx": { value: "1" },
      ok: { value: "1,admin=1\r\n", metadata: baggageEntryMetadataFromString("p;q=1,r=2;s\r\nt;u = v") },
      odd: { value: 5 as never },
    });
    expect(inject(propagator, propagation.setBaggage(ROOT_CONTEXT, baggage))).toEqual({
      baggage: "ok=1%2Cadmin=1%0D%0A;p;u=v",
    });
  });
});

describe("carriers", () => {
  test("as node:http gives them: repeated, joined or as lists", async () => {
    const seen: Context[] = [];
    const server = createServer(({ headers, headersDistinct }, response) => {
      for (const carrier of [headers, headersDistinct]) {
        seen.push(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter));
      }
      response.end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    async function send(headers: string[]): Promise<void> {
      const outgoing = request({ port, headers: ["host", "localhost", ...headers] as never }).end();
      const [response] = await once(outgoing, "response");
      await once(response.resume(), "end");
    }
    await send([
      "Traceparent",
      traceparent,
      "tracestate",
      "a=1",
      "tracestate",
      "b=2",
      "baggage",
      "k=1",
      "baggage",
      "l=2",
    ]);
    for (const context of seen.splice(0)) {
      expect(inject(propagator, context)).toEqual({ traceparent, tracestate: "a=1,b=2", baggage: "k=1,l=2" });
    }
    await send(["traceparent", traceparent, "traceparent", traceparent]);
    expect(seen.map(spanIn)).toEqual([undefined, undefined]);
    server.close();
  });

  test("one that throws is survived, and what the others read is kept", () => {
    const getter = {
      keys: () => [],
      get(_: unknown, name: string) {
        if (name === "traceparent") throw new Error("no");
        return "a=1";
      },
    };
    expect(baggageIn(propagator.extract(ROOT_CONTEXT, {}, getter))).toEqual([{ key: "a", value: "1" }]);
  });

  test.each([5, {}, true, null, [[]], [undefined], [5, "a=1"]])(
    "%j is not a header, or a part of none",
    (value) => {
      const getter = { keys: () => [], get: () => value as never };
      const context = propagator.extract(ROOT_CONTEXT, {}, getter);
      expect(() => inject(propagator, context)).not.toThrow();
      expect(spanIn(context)).toBeUndefined();
    },
  );

  test("ignores a trace state that is a number", () => {
    const getter = {
      keys: () => [],
      get: (_: unknown, name: string) => (name === "traceparent" ? traceparent : 5),
    };
    expect(inject(propagator, propagator.extract(ROOT_CONTEXT, {}, getter as never))).toEqual({
      traceparent,
    });
  });
});

function headersWithState(text: string): Record<string, string> {
  const traceState = { ...parseTraceState(""), serialize: () => text };
  const spanContext = { traceId, spanId, traceFlags: 1, traceState };
  return inject(propagator, trace.setSpanContext(ROOT_CONTEXT, spanContext));
}

function longestMember(index: number): string {
  return `k${String(index).padStart(2, "0")}${"k".repeat(253)}=${"v".repeat(256)}`;
}

function spanIn(context: Context): object | undefined {
  const span = trace.getSpanContext(context);
  if (span === undefined) return undefined;
  const state = span.traceState?.serialize() ?? "";
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    isRemote: span.isRemote,
    sampled: (span.traceFlags & 1) === 1,
    random: (span.traceFlags & 2) === 2,
    tracestate: state === "" ? [] : state.split(",").map((member) => member.split(/=(.*)/s).slice(0, 2)),
  };
}

// a list without an order
function membersOf({ baggage = "" }: Record<string, string>): ReadonlySet<string> {
  return new Set(baggage.split(","));
}

// a writer may encode more than it must: values are compared decoded
function decoded({ baggage }: Record<string, string>): string | undefined {
  return baggage?.replace(/=([^,;]*)/g, (_, value: string) => `=${decodeURIComponent(value)}`);
}

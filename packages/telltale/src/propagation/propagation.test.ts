// The rows of the propagation vectors: what is extracted, and what goes out again.
import { readFileSync } from "node:fs";
import { type Context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { parseTraceState } from "./trace-state.ts";
import { createPropagator } from "./propagator.ts";

type Headers = [name: string, value: string][];
type Row = Record<string, any> & { readonly id: string; readonly desc: string; readonly headers: Headers };

const propagator = createPropagator(["tracecontext", "baggage"]);
const read = (name: string): Record<string, any> =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/propagation/${name}`, import.meta.url), "utf8"));

// as an HTTP server gives headers: names in lower case, a repeated name as a list
function extract(headers: Headers): Context {
  const carrier = new Map<string, string[]>();
  for (const [name, value] of headers)
    carrier.set(name.toLowerCase(), [...(carrier.get(name.toLowerCase()) ?? []), value]);
  return propagator.extract(ROOT_CONTEXT, carrier, {
    keys: (all) => [...all.keys()],
    get: (all, name) => (all.get(name)?.length === 1 ? all.get(name)[0] : all.get(name)),
  });
}

function inject(context: Context): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, { set: (to, name, value) => void (to[name] = value) });
  return carrier;
}

const members = (state: string): string[][] =>
  state === "" ? [] : state.split(",").map((member) => member.split(/=(.*)/s).slice(0, 2));

describe("W3C trace context level 2", () => {
  const { rows, tracestateMutations } = read("w3c-trace-context.json") as {
    rows: Row[];
    tracestateMutations: Row[];
  };

  test("all rows are there", () => expect([rows.length, tracestateMutations.length]).toEqual([87, 9]));

  test.each(rows.map((row) => [row.id, row.desc, row] as const))("%s %s", (_id, _desc, row) => {
    const context = extract(row.headers);
    const got = trace.getSpanContext(context);
    const accepted = [row["expect"], ...(row["alsoAccepted"] ?? [])].map((one) =>
      one === "invalid" || row["expect"] === "invalid" ? one : { ...row["expect"], ...one },
    );
    const ok = accepted.some((one) => {
      if (one === "invalid") return got === undefined;
      if (got === undefined) return false;
      const flags = Number.parseInt(one.flags, 16) & 3;
      const state = members(got.traceState?.serialize() ?? "");
      return (
        got.traceId === one.traceId &&
        got.spanId === one.spanId &&
        got.isRemote === true &&
        (got.traceFlags & 3) === flags &&
        JSON.stringify(state) === JSON.stringify(one.tracestate ?? [])
      );
    });
    expect({ ok, got, state: got?.traceState?.serialize() }).toMatchObject({ ok: true });
    if (row["level"] === "CHOICE") return;
    expect(inject(context)).toEqual(row["reinjected"]);
  });

  test.each(tracestateMutations.map((row) => [row.id, row] as const))(
    "%s",
    (_id, { start, op, result }: Row) => {
      const [action, key, value] = op;
      const before = parseTraceState(start);
      const after = action === "set" ? before.set(key, value) : before.unset(key);
      expect(after.serialize()).toBe(result);
      expect(before.serialize()).toBe(start);
    },
  );

  test("a span context that is not valid is not injected", () => {
    const context = trace.setSpanContext(ROOT_CONTEXT, {
      traceId: "0".repeat(32),
      spanId: "1".repeat(16),
      traceFlags: 1,
    });
    expect(inject(context)).toEqual({});
  });
});

describe("W3C baggage", () => {
  const { rows } = read("w3c-baggage.json") as { rows: Row[] };

  test("all rows are there", () => expect(rows).toHaveLength(28));

  test.each(rows.map((row) => [row.id, row.desc, row] as const))("%s %s", (_id, _desc, row) => {
    const context = extract(row.headers);
    const got = (propagation.getBaggage(context)?.getAllEntries() ?? []).map(([key, { value, metadata }]) => {
      const properties = (metadata?.toString() ?? "").split(";").filter((property) => property !== "");
      return { key, value, ...(properties.length === 0 ? {} : { properties }) };
    });
    expect([
      row["expect"],
      ...(row["alsoAccepted"] ?? []).map((one: any) => one.expect ?? row["expect"]),
    ]).toContainEqual(got);
    if (row["level"] === "CHOICE") return;
    expect(decoded(inject(context)["baggage"])).toBe(decoded(row["reinjected"]["baggage"]));
  });

  test("what is beyond 64 members or 8192 bytes is left out, the rest goes", () => {
    let baggage = propagation.createBaggage();
    for (let i = 0; i < 70; i++) baggage = baggage.setEntry(`k${i}`, { value: "v" });
    const many = inject(propagation.setBaggage(ROOT_CONTEXT, baggage))["baggage"] ?? "";
    expect(many.split(",")).toHaveLength(64);
    const long = propagation.createBaggage({
      a: { value: "1" },
      b: { value: "x".repeat(9000) },
      c: { value: "3" },
    });
    expect(inject(propagation.setBaggage(ROOT_CONTEXT, long))["baggage"]).toBe("a=1,c=3");
  });
});

// a writer may encode more than it must: values are compared decoded
function decoded(header = ""): string {
  return header.replace(/=([^,;]*)/g, (_, value: string) => `=${decodeURIComponent(value)}`);
}

test("a carrier that throws is survived", () => {
  const getter = {
    keys: () => [],
    get: (): never => {
      throw new Error("no");
    },
  };
  expect(propagator.extract(ROOT_CONTEXT, {}, getter)).toBe(ROOT_CONTEXT);
});

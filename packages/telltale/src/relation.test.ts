// Parents and links that are said by hand.
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  currentTraceparent,
  memoryExporter,
  type Related,
  start,
  startSpan,
  type Telltale,
  trace,
} from "./index.ts";
import type { MemorySpan } from "./export/index.ts";

const memory = memoryExporter();
let telemetry: Telltale;

beforeEach(() => {
  memory.clear();
  telemetry = start({ service: "test", exporters: [memory], handleExit: false });
});

afterEach(async () => {
  await telemetry.stop();
});

async function spanNamed(name: string): Promise<MemorySpan | undefined> {
  await telemetry.flush();
  return memory.spans().find((span) => span.name === name);
}

const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const traceparent = `00-${ids.traceId}-${ids.spanId}-01`;

test("a parent is a span, its context or a traceparent, whatever is active", async () => {
  const held = startSpan("held");
  const parents: Record<string, Related> = {
    span: held,
    context: held.spanContext(),
    text: trace("active", { parent: held }, () => currentTraceparent() ?? ""),
  };
  trace("around", () => {
    for (const [form, parent] of Object.entries(parents)) trace(form, { parent }, () => {});
  });
  held.end();
  const { traceId, spanId } = held.spanContext();
  expect(await spanNamed("span")).toMatchObject({ traceId, parentSpanId: spanId });
  expect(await spanNamed("context")).toMatchObject({ traceId, parentSpanId: spanId });
  const active = await spanNamed("active");
  expect(await spanNamed("text")).toMatchObject({ traceId, parentSpanId: active?.spanId });
});

test("a parent in another process is given by its traceparent, and replaces the active span", async () => {
  trace("around", () => {
    startSpan("from afar", { parent: traceparent }).end();
    trace("fresh", { parent: traceparent, root: true }, () => {});
  });
  expect(await spanNamed("from afar")).toMatchObject({ traceId: ids.traceId, parentSpanId: ids.spanId });
  const fresh = await spanNamed("fresh");
  expect(fresh?.parentSpanId).toBe(undefined);
  expect(fresh?.traceId).not.toBe(ids.traceId);
});

test("an invalid parent is counted and left out", async () => {
  const before = telemetry.stats().reports["relation_invalid"] ?? 0;
  const wrong: unknown[] = ["", "00-nonsense-01", 5, null, {}, { spanContext: 1 }, { traceId: "0" }];
  trace("around", () => {
    for (const parent of wrong) trace("child", { parent: parent as Related }, () => {});
  });
  const around = await spanNamed("around");
  const children = memory.spans().filter((span) => span.name === "child");
  expect(children.map((span) => span.parentSpanId)).toEqual(wrong.map(() => around?.spanId));
  expect(telemetry.stats().reports["relation_invalid"]).toBe(before + wrong.length);
});

test("links are spans, contexts, traceparents, or links with attributes", async () => {
  const held = startSpan("held");
  const links = [held, ids, traceparent, { context: held.spanContext(), attributes: { part: 1 } }, "none"];
  trace("linked", { links: links as never }, () => {});
  context.with(ROOT_CONTEXT, () => held.end());
  const { traceId, spanId } = held.spanContext();
  const own = { traceId, spanId };
  expect((await spanNamed("linked"))?.links).toMatchObject([
    { ...own, attributes: {} },
    ids,
    ids,
    { ...own, attributes: { part: 1 } },
  ]);
});

test("a child made by its parent takes options too", async () => {
  const held = startSpan("held");
  held.trace("child", { attributes: { part: 2 }, links: [{ context: ids as never }] }, () => {});
  held.end();
  expect(await spanNamed("child")).toMatchObject({
    parentSpanId: held.spanContext().spanId,
    attributes: { part: 2 },
    links: [ids],
  });
});

// Rules beside a sampler: what a rule has decided, all that follows in the trace follows.
import { context, propagation, ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { afterEach, expect, test, vi } from "vitest";
import { memoryExporter, start, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import type { MemoryExporter, MemorySpan } from "../../src/export/index.ts";

let telltale: Telltale | undefined;
let sent: MemoryExporter;

function begin(options: StartOptions = {}): void {
  sent = memoryExporter();
  telltale = start({ service: "checkout", exporters: [sent], ...options });
}

afterEach(async () => {
  await telltale?.stop();
  telltale = undefined;
  vi.unstubAllEnvs();
});

async function spans(): Promise<MemorySpan[]> {
  await telltale?.flush();
  return sent.spans();
}

function serve(path: string, fn: () => void = () => {}): void {
  trace(`GET ${path}`, { kind: SpanKind.SERVER, attributes: { "url.path": path } }, () => fn());
}

test.each(["always_on", "traceidratio"])(
  "beside the sampler %s, which asks of no parent, what is done for a probe leaves nothing either",
  async (sampler) => {
    vi.stubEnv("OTEL_TRACES_SAMPLER", sampler);
    begin();
    serve("/health", () => trace("ask the database", () => {}));
    serve("/orders", () => trace("read orders", () => {}));
    expect((await spans()).map(({ name }) => name)).toEqual(["read orders", "GET /orders"]);
  },
);

test("a debug request is kept with all that is done for it, though a sampler would keep nothing", async () => {
  const never = { shouldSample: () => ({ decision: 0 }), toString: () => "never" };
  begin({ sampler: never, sampling: { debug: { secret: "made-up secret" } } });
  const asked = propagation.extract(ROOT_CONTEXT, { "x-telltale-debug": "made-up secret" });
  const carrier: Record<string, string> = {};
  context.with(asked, () =>
    serve("/orders", () => trace("read orders", () => propagation.inject(context.active(), carrier))),
  );
  serve("/other");
  const left = await spans();
  expect(left.map(({ name, flags }) => [name, (flags ?? 0) & 0xff])).toEqual([
    ["read orders", 3],
    ["GET /orders", 3],
  ]);
  expect(carrier["traceparent"]).toMatch(/-03$/);
});

// The stock API: spans, the active span, instruments, and the set-up of the SDK.
import { child, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { type Draft, type Migration, pathIn } from "../migration.ts";
import { convertActiveSpan } from "./active-span.ts";
import { convertInstrument } from "./instruments.ts";
import { listLeftovers } from "./leftovers.ts";
import { convertSdk } from "./sdk.ts";
import { convertStartSpan } from "./start-span.ts";
import { convertActiveBlock } from "./trace-block.ts";

const unchanged: Readonly<Record<string, string>> = {
  "context.with": "works unchanged; `withContext` or `trace` may say the same in fewer words",
  "propagation.setBaggage":
    "works unchanged; `withContext(…, { propagate })` sets baggage and attributes in one call",
  "trace.setGlobalTracerProvider": "registers a provider: `start()` does it",
  "metrics.setGlobalMeterProvider": "registers a provider: `start()` does it",
};
const guide = "migrate-opentelemetry.md#table-of-calls";

export function convertOpenTelemetry(migration: Migration, draft: Draft): void {
  const { module } = draft;
  for (const node of module.calls) {
    if (node.type === "NewExpression") convertSdk(migration, draft, node);
    else convertCall(migration, draft, { module, node });
  }
  listLeftovers(migration, draft);
}

function convertCall(migration: Migration, draft: Draft, site: Site): void {
  const callee: Node = child(site.node, "callee")!;
  const meaning = migration.meaning({ module: site.module, node: callee });
  const { handle = undefined, method = "" } = meaning?.is === "handle" ? meaning : {};
  if (handle === "Tracer" && method === "startActiveSpan") convertActiveBlock(migration, draft, site);
  else if (handle === "Tracer" && method === "startSpan") convertStartSpan(migration, draft, site);
  else if (handle === "Meter") convertInstrument(migration, draft, site, method);
  else {
    const path = pathIn(migration, { module: site.module, node: callee }, "@opentelemetry/api")?.join(".");
    if (path === "trace.getActiveSpan") convertActiveSpan(draft, site);
    else if (path !== undefined && Object.hasOwn(unchanged, path))
      migration.leave(site, path, unchanged[path]!, guide);
  }
}

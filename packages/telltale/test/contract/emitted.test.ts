// The judge of `emits`, tried on what it has to find.
import { SpanKind } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { counter, log, startSpan } from "../../src/index.ts";
import type { Emitted } from "../../src/integrations/library-integration.ts";
import { collect, type Collected } from "../collect.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "./emitted.ts";

const span: Emitted = {
  kind: "span",
  name: "{operation} {table}",
  form: "client",
  description: "A query.",
  attributes: [{ name: "db.operation.name" }, { name: "db.header.{name}", when: "asked for" }],
};
const metric: Emitted = {
  kind: "metric",
  name: "db.calls",
  form: "counter",
  unit: "{call}",
  description: "Calls.",
  attributes: [{ name: "db.operation.name" }],
};
const event: Emitted = {
  kind: "event",
  name: "db.slow",
  form: "span event",
  description: "Slow.",
  attributes: [],
};

let sent: Collected;
beforeEach(() => (sent = collect()));
afterEach(async () => sent.stop());

async function emit(): Promise<void> {
  startSpan("own").end();
  const query = startSpan("SELECT orders", {
    kind: SpanKind.CLIENT,
    attributes: { "db.operation.name": "SELECT", "db.header.id": "1" },
  });
  query.addEvent("db.slow");
  query.end();
  counter("db.calls", { unit: "{call}" }).add(1, { "db.operation.name": "SELECT" });
  await sent.flush();
}

test("what is declared passes, and once all was seen nothing is missing", async () => {
  const integration = { name: "complete", emits: [span, metric, event] };
  expect(() => expectAllDeclaredSeen(integration)).toThrow(/never seen/);
  await emit();
  expectOnlyDeclared(integration, sent, { except: ["own"] });
  expectAllDeclaredSeen(integration);
});

test.each([
  ["span `own`", { except: [] }, [span, metric, event]],
  ["span `SELECT orders` \\(client\\)", { except: ["own"] }, [metric, event]],
  ["span `SELECT orders`", { except: ["own"] }, [{ ...span, form: "internal" }, metric, event]],
  ["attribute db.operation.name", { except: ["own"] }, [{ ...span, attributes: [] }, metric, event]],
  [
    "metric `db.calls` \\(counter, \\{call\\}\\)",
    { except: ["own"] },
    [span, { ...metric, unit: "1" }, event],
  ],
  ["metric `db.calls`", { except: ["own"] }, [span, { ...metric, form: "upDownCounter" }, event]],
  ["event `db.slow`", { except: ["own"] }, [span, metric]],
])("%s is reported when it is not declared", async (reported, options, emits) => {
  await emit();
  expect(() => expectOnlyDeclared({ name: "partial", emits }, sent, options)).toThrow(new RegExp(reported));
});

test("log records are those without an event name", async () => {
  log.info("line", { orderId: "o1" });
  await sent.flush();
  const record: Emitted = {
    kind: "log",
    name: "a line",
    form: "log record",
    description: "",
    attributes: [{ name: "orderId" }],
  };
  expectOnlyDeclared({ name: "logs", emits: [record] }, sent);
  expect(() => expectOnlyDeclared({ name: "logs", emits: [] }, sent)).toThrow(/log ``/);
});

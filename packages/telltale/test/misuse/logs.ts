// Misuse of logs, errors and bridges that must not compile, and what must be inferred. Checked by `tsc -p .`; nothing here runs.
import { ConsoleLogRecordExporter } from "@opentelemetry/sdk-logs";
import { ConsoleMetricExporter } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, ConsoleSpanExporter } from "@opentelemetry/sdk-trace-base";
import bunyan from "bunyan";
import pino from "pino";
import winston from "winston";
import { captureError, event, log, type Log, type LogLevel, start } from "../../src/index.ts";
import { bridgeBunyan } from "../../src/integrations/bunyan.ts";
import { bridgeConsole } from "../../src/integrations/console.ts";
import { bridgePino } from "../../src/integrations/pino.ts";
import { bridgeWinston } from "../../src/integrations/winston.ts";
import { batchSpanProcessor } from "../../src/otel/index.ts";

interface Order {
  readonly id: string;
}
const order: Order = { id: "o1" };

log.info("paid");
log.info("paid", { "order.id": "o1", lines: [{ sku: "a" }], at: new Date(), big: 1n });
log.info("paid", order);
log.error("failed", new Error("x"));
const child: Log = log.with(order).with({ a: 1 });
child.warn("slow");
const level: LogLevel = "debug";
const wanted: boolean = log.enabled(level);
// @ts-expect-error -- a message comes first
log.info({ "order.id": "o1" });
// @ts-expect-error -- attributes have names
log.info("paid", "o1");
// @ts-expect-error -- attributes are one object
log.info("paid", order, order);
// @ts-expect-error -- no such level
log.notice("paid");
// @ts-expect-error -- no such level
log.enabled("verbose");
// @ts-expect-error -- a child carries something
log.with();

event("cart.abandoned", { "cart.items": 3 });
// @ts-expect-error -- an event has a name
event({ "cart.items": 3 });

captureError(new Error("x"), {
  handled: false,
  user: "u1",
  session: "s1",
  fingerprint: "f",
  attributes: order,
});
captureError("anything");
captureError(undefined);
// @ts-expect-error -- something was thrown
captureError();
// @ts-expect-error -- attributes are under `attributes`
captureError(new Error("x"), { "order.id": "o1" });
// @ts-expect-error -- yes or no
captureError(new Error("x"), { handled: "yes" });

// what is bridged stays what it is, levels of its own included
const audited: pino.Logger<"audit"> = bridgePino(pino({ customLevels: { audit: 35 } }));
audited.audit("seen");
const built: winston.Logger = bridgeWinston(winston.createLogger(), { correlate: false });
const old: bunyan = bridgeBunyan(bunyan.createLogger({ name: "shop" }), { severities: { audit: 10 } });
{
  using bridge = bridgeConsole({ correlate: true });
  bridge();
}
// @ts-expect-error -- a logger, not its options
bridgePino({ level: "info" });
// @ts-expect-error -- a logger of another library
bridgeWinston(pino());
// @ts-expect-error -- no such option
bridgePino(pino(), { send: true });
// @ts-expect-error -- severities are numbers
bridgeConsole({ severities: { log: "info" } });

// what was written for the stock SDK: exporters, bare or by signal, and processors
start({
  exporters: [new ConsoleLogRecordExporter(), new ConsoleSpanExporter(), new ConsoleMetricExporter()],
});
start({ exporters: [{ logs: new ConsoleLogRecordExporter(), traces: new ConsoleSpanExporter() }] });
start({ processors: [new BatchSpanProcessor(new ConsoleSpanExporter())] });
batchSpanProcessor(new ConsoleSpanExporter());
// @ts-expect-error -- a span exporter takes no log records
start({ exporters: [{ logs: new ConsoleSpanExporter() }] });
// @ts-expect-error -- no such signal
start({ exporters: [{ profiles: new ConsoleLogRecordExporter() }] });

export { built, old, wanted };

// The library's metrics about itself: `otel.sdk.*` by the semantic conventions (otel/sdk-metrics) and its own. They are observed at each
// collection from numbers that are counted anyway; only the duration of an operation is recorded when it ends. The set of series is
// fixed, so that exporting them does not create more.
import type { Operation } from "../queue/export-batch.ts";
import type { ExporterQueue } from "../queue/exporter-queue.ts";
import type { CardinalityGuard } from "../cardinality/guard.ts";
import { decisions, type EngineCounts, origins } from "../diagnostics/counts.ts";
import { reported } from "../diagnostics/diagnose.ts";
import type { Signal } from "../exporter/exporter.ts";
import type { SamplingStats } from "../tail-buffer/tail-buffer.ts";
import type { HeadSampler } from "../sampler/head.ts";
import type { SignalPipeline } from "../queue/signal-pipeline.ts";
import type { InstrumentKind } from "../metrics/descriptor.ts";
import type { Meters } from "../meter/meters.ts";
import type { Instrument } from "../meter/meter.ts";
import type { Observing } from "../meter/observers.ts";
import { schemaUrl, version } from "../../version.ts";

/** The sources of the metrics. */
export interface SelfSources {
  readonly meters: Meters;
  readonly counts: EngineCounts;
  readonly guard: CardinalityGuard | undefined;
  /** Undefined without a tail buffer. */
  readonly sampling: (() => SamplingStats) | undefined;
  /** Undefined without head rules. */
  readonly head: HeadSampler | undefined;
  readonly pipelines: Readonly<
    Record<"traces" | "logs", { readonly pipeline: SignalPipeline; readonly capacity: number }>
  >;
  readonly queues: Readonly<Record<Signal, readonly ExporterQueue[]>>;
}

const nouns = { traces: "span", metrics: "metric_data_point", logs: "log" } as const;
const units = { traces: "{span}", metrics: "{data_point}", logs: "{log_record}" } as const;
const signals = ["traces", "metrics", "logs"] as const;
const protocols: Readonly<Record<string, string>> = {
  "http/protobuf": "otlp_http",
  "http/json": "otlp_http_json",
  grpc: "otlp_grpc",
};

/** Collects the metrics of `sources` with all others. Call once, before the first collection. */
export function observeSelf(sources: SelfSources): void {
  const { meters, counts, guard, pipelines, queues } = sources;
  observeCollections(meters);
  const meter = meters.meter("telltale", version, schemaUrl);
  const make = (kind: InstrumentKind, name: string, unit: string, description: string): Instrument =>
    meter.instrument({ kind, name, unit, description, integer: unit.startsWith("{") || unit === "By" });
  const create: Create = {
    counter: (name, unit, description) => make("observedCounter", name, unit, description),
    upDownCounter: (name, unit, description) => make("observedUpDownCounter", name, unit, description),
  };

  const parts = [
    observeSpans(counts, create),
    observeLogs(counts, create),
    ...(["traces", "logs"] as const).map((signal) => {
      const { pipeline, capacity } = pipelines[signal];
      return observePipeline(signal, pipeline, capacity, queues[signal], create);
    }),
    ...signals.map((signal) => observeQueues(signal, queues[signal], meters, create)),
    observeReports(create),
    observeLeftOut(counts, create),
    observeRules(sources, create),
    ...(sources.sampling === undefined ? [] : [observeSampling(sources.sampling, create)]),
    ...(guard === undefined ? [] : [observeGrowing(guard, create)]),
  ];
  meters.observers.add((observe) => {
    for (const part of parts) part(observe);
  });
}

type Make = (name: string, unit: string, description: string) => Instrument;

/** Creates observed instruments. */
interface Create {
  readonly counter: Make;
  readonly upDownCounter: Make;
}

type Observation = (observe: Observing) => void;

function observeSpans({ started, ended }: EngineCounts, create: Create): Observation {
  const all = create.counter("otel.sdk.span.started", "{span}", "Created spans.");
  const live = create.upDownCounter("otel.sdk.span.live", "{span}", "Recording spans that have not ended.");
  return (observe) => {
    for (const [decision, result] of decisions.entries()) {
      let sum = 0;
      for (const [origin, name] of origins.entries()) {
        const count = started[origin * decisions.length + decision] as number;
        sum += count;
        if (count > 0)
          observe(all, count, { "otel.span.parent.origin": name, "otel.span.sampling_result": result });
      }
      if (decision > 0 && sum > 0) {
        observe(live, sum - (ended[decision] as number), { "otel.span.sampling_result": result });
      }
    }
  };
}

function observeLogs(counts: EngineCounts, create: Create): Observation {
  const created = create.counter(
    "otel.sdk.log.created",
    "{log_record}",
    "Log records submitted to enabled loggers.",
  );
  return (observe) => observe(created, counts.logs);
}

function observePipeline(
  signal: "traces" | "logs",
  pipeline: SignalPipeline,
  capacity: number,
  queues: readonly ExporterQueue[],
  create: Create,
): Observation {
  const noun = nouns[signal];
  const unit = units[signal];
  const size = create.upDownCounter(
    `otel.sdk.processor.${noun}.queue.size`,
    unit,
    "Items that wait to be exported.",
  );
  const most = create.upDownCounter(
    `otel.sdk.processor.${noun}.queue.capacity`,
    unit,
    "Items that may wait to be exported.",
  );
  const processed = create.counter(
    `otel.sdk.processor.${noun}.processed`,
    unit,
    "Items handed over to the exporters, or lost before.",
  );
  const busy = create.counter(
    "telltale.processor.busy",
    "s",
    "Time for which sealing batches held the event loop.",
  );
  const type = `batching_${noun}_processor`;
  const self = { "otel.component.type": type, "otel.component.name": `${type}/0` };
  const full = { ...self, "error.type": "queue_full" };
  return (observe) => {
    if (queues.length === 0) return;
    observe(size, pipeline.open() + Math.max(...queues.map((queue) => queue.items())), self);
    observe(most, capacity, self);
    observe(processed, pipeline.handed(), self);
    observe(busy, pipeline.batchMs() / 1000, self);
    if (pipeline.refused() > 0) observe(processed, pipeline.refused(), full);
  };
}

function observeQueues(
  signal: Signal,
  queues: readonly ExporterQueue[],
  meters: Meters,
  create: Create,
): Observation {
  const noun = nouns[signal];
  const unit = units[signal];
  const inFlight = create.upDownCounter(
    `otel.sdk.exporter.${noun}.inflight`,
    unit,
    "Items passed to the exporter and not settled.",
  );
  const exported = create.counter(
    `otel.sdk.exporter.${noun}.exported`,
    unit,
    "Items whose export has ended, in success or failure.",
  );
  const bytes = create.counter("telltale.exporter.sent", "By", "Bytes handed to exporters, not compressed.");
  const busy = create.counter("telltale.exporter.busy", "s", "Time for which exporting held the event loop.");
  const spooled = create.upDownCounter("telltale.spool.items", "{item}", "Items that wait on disk.");
  const spoolBytes = create.upDownCounter("telltale.spool.size", "By", "Bytes that wait on disk.");
  const duration = meters.meter("telltale", version, schemaUrl).instrument({
    kind: "histogram",
    name: "otel.sdk.exporter.operation.duration",
    unit: "s",
    description: "Duration of exporting a batch.",
    bounds: [],
  });
  const all = queues.map((queue, at) => ({ queue, self: componentOf(signal, queue, at) }));
  for (const { queue, self } of all) {
    queue.watch(({ seconds, error, status }: Operation) =>
      duration.record(seconds, {
        ...self,
        ...(error === undefined ? {} : { "error.type": error }),
        ...answered(status),
      }),
    );
  }
  return (observe) => {
    for (const { queue, self } of all) {
      const figures = queue.figures();
      observe(inFlight, figures.inFlight, self);
      observe(exported, queue.exported(), self);
      for (const [reason, count] of Object.entries(queue.dropped())) {
        observe(exported, count, { ...self, "error.type": reason });
      }
      observe(bytes, figures.bytes, self);
      observe(busy, figures.busySeconds, self);
      const onDisk = queue.exporter.kept?.(signal);
      if (onDisk === undefined) continue;
      observe(spooled, onDisk.items, self);
      observe(spoolBytes, onDisk.bytes, self);
    }
  };
}

function answered(status: Operation["status"]): Record<string, number | string> {
  if (status === undefined) return {};
  return typeof status === "number"
    ? { "http.response.status_code": status }
    : { "rpc.response.status_code": status };
}

function observeCollections(meters: Meters): void {
  const duration = meters.meter("telltale", version, schemaUrl).instrument({
    kind: "histogram",
    name: "otel.sdk.metric_reader.collection.duration",
    unit: "s",
    description: "Duration of one collection of a metric reader.",
    bounds: [],
  });
  const type = "periodic_metric_reader";
  meters.watch((name, seconds, failed) => {
    const self = {
      "otel.component.type": name === "prometheus" ? "prometheus_http_text_metric_exporter" : type,
    };
    duration.record(seconds, failed ? { ...self, "error.type": "observer_failed" } : self);
  });
}

function observeReports(create: Create): Observation {
  const reports = create.counter("telltale.reports", "{report}", "Incidents inside the library.");
  return (observe) => {
    for (const [code, count] of Object.entries(reported()))
      observe(reports, count, { "telltale.report.code": code });
  };
}

/** The decisions of head rules and tail rules. */
function observeRules({ head, sampling }: SelfSources, create: Create): Observation {
  const traces = create.counter("telltale.sampling.traces", "{trace}", "Traces that were decided.");
  return (observe) => {
    const stages = { head: head?.stats() ?? {}, tail: sampling?.().byRule ?? {} };
    for (const [stage, byRule] of Object.entries(stages)) {
      for (const [rule, { kept, dropped, limited = 0 }] of Object.entries(byRule)) {
        for (const [decision, count] of Object.entries({ kept, dropped: dropped - limited, limited }))
          if (count > 0)
            observe(traces, count, {
              "telltale.sampling.stage": stage,
              "telltale.sampling.rule": rule,
              "telltale.sampling.decision": decision,
            });
      }
    }
  };
}

function observeSampling(stats: () => SamplingStats, create: Create): Observation {
  const evicted = create.counter(
    "telltale.sampling.evicted",
    "{trace}",
    "Traces decided early because a bound was hit.",
  );
  const waited = create.counter(
    "telltale.sampling.waited",
    "{trace}",
    "Traces decided because time was over.",
  );
  const late = create.counter("telltale.sampling.late", "{span}", "Spans that followed the decision.");
  const open = create.upDownCounter("telltale.sampling.open", "{trace}", "Traces that are not decided.");
  const held = create.upDownCounter("telltale.sampling.held", "By", "Estimated size of what is held.");
  return (observe) => {
    const now = stats();
    for (const [bound, count] of Object.entries(now.evictedBy))
      if (count > 0) observe(evicted, count, { "telltale.sampling.bound": bound });
    for (const [decision, count] of Object.entries(now.late))
      if (count > 0) observe(late, count, { "telltale.sampling.decision": decision });
    observe(waited, now.waited);
    observe(open, now.open);
    observe(held, now.heldBytes);
  };
}

function observeLeftOut(counts: EngineCounts, create: Create): Observation {
  const spans = create.counter(
    "telltale.enrichment.spans_left_out",
    "{span}",
    "Spans that configuration left out.",
  );
  const logs = create.counter(
    "telltale.enrichment.logs_left_out",
    "{log_record}",
    "Records that configuration left out.",
  );
  return (observe) => {
    if (counts.leftOut > 0) observe(spans, counts.leftOut);
    if (counts.leftOutLogs > 0) observe(logs, counts.leftOutLogs);
  };
}

function observeGrowing(guard: CardinalityGuard, create: Create): Observation {
  const values = create.upDownCounter(
    "telltale.cardinality.values",
    "{value}",
    "Different values of what has many, about.",
  );
  const changed = create.counter(
    "telltale.cardinality.changed",
    "{series}",
    "New series that a rule made less of.",
  );
  return (observe) => {
    for (const growing of guard.growing()) {
      const of = {
        "telltale.cardinality.source": growing.source,
        ...(growing.key === undefined ? {} : { "telltale.cardinality.key": growing.key }),
      };
      observe(values, growing.values, of);
      if (growing.changed > 0) observe(changed, growing.changed, of);
    }
  };
}

/** Type and name of an exporter, and the server it sends to. */
function componentOf(
  signal: Signal,
  { exporter }: ExporterQueue,
  at: number,
): Record<string, string | number> {
  const [protocol = "", address = ""] = (exporter.destination?.(signal) ?? "").split(" ");
  const kind = signal === "metrics" ? "metric" : nouns[signal];
  const type = `${protocols[protocol] ?? exporter.name}_${kind}_exporter`;
  const component = { "otel.component.type": type, "otel.component.name": `${type}/${at}` };
  if (!URL.canParse?.(address)) return component;
  const { hostname, port, protocol: scheme } = new URL(address);
  return {
    ...component,
    "server.address": hostname,
    "server.port": Number(port || (scheme === "https:" ? 443 : 80)),
  };
}

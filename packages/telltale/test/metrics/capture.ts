// Telemetry whose metrics are read back by the official messages: one exporter, or several that want different things.
import { start, type StartOptions, type Telltale } from "../../src/index.ts";
import type { MetricPreference } from "../../src/export/index.ts";
import type { Exporter } from "../../src/export/index.ts";
import { attributesOf } from "../engine/receiver.ts";
import { decodeRequest, type Plain } from "../engine/official.ts";

/** What one exporter got. */
export interface Captured extends Exporter {
  /** The metrics of the last collection, with their scope. */
  last(): Plain[];
  /** Points of the metric `name` in the last collection; none when it was not there. */
  points(name: string): Plain[];
  /** The metric `name` of the last collection. */
  metric(name: string): Plain;
  /** How many collections came with metrics of the application. */
  collections(): number;
  clear(): void;
}

export function capture(preference: MetricPreference = {}): Captured {
  const bodies: Uint8Array[] = [];
  const last = (): Plain[] => read(bodies.at(-1));
  const find = (name: string): Plain | undefined => last().find((one) => one["name"] === name);
  return {
    name: "capture",
    signals: ["metrics"],
    metricPreference: preference,
    async send(batch) {
      bodies.push(batch.body);
      return { exported: batch.items, dropped: 0 };
    },
    last,
    points: (name) => dataOf(find(name))?.["dataPoints"] ?? [],
    metric(name) {
      const found = find(name);
      if (found === undefined)
        throw new Error(
          `no metric ${name} among ${last()
            .map((one) => one["name"])
            .join(", ")}`,
        );
      return found;
    },
    collections: () => bodies.filter((body) => read(body).length > 0).length,
    clear: () => void bodies.splice(0),
  };
}

// what the library says of itself is tested elsewhere
const own = /^(?:otel\.sdk|telltale)\./;

function read(body: Uint8Array | undefined): Plain[] {
  if (body === undefined) return [];
  const { resourceMetrics } = decodeRequest("/v1/metrics", body);
  const all = resourceMetrics.flatMap((resource: Plain) =>
    resource["scopeMetrics"].flatMap(({ scope, metrics, schemaUrl }: Plain) =>
      metrics.map((metric: Plain) => ({ ...metric, scope, schemaUrl })),
    ),
  );
  return all.filter((metric: Plain) => !own.test(metric["name"]));
}

/** The data of a metric, whatever its form. */
export function dataOf(metric: Plain | undefined): Plain | undefined {
  return metric?.["sum"] ?? metric?.["gauge"] ?? metric?.["histogram"] ?? metric?.["exponentialHistogram"];
}

/** Attributes and value of points. */
export function values(points: readonly Plain[]): [Record<string, unknown>, unknown][] {
  return points.map((point) => [attributesOf(point), point["asDouble"] ?? point["asInt"] ?? point["count"]]);
}

/** Starts with one capturing exporter. */
export function startCaptured(
  options: StartOptions = {},
  preference: MetricPreference = {},
): { telemetry: Telltale; captured: Captured } {
  const captured = capture(preference);
  const telemetry = start({ service: "metrics", exporters: [captured], handleExit: false, ...options });
  return { telemetry, captured };
}

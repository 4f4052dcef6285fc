// One scrape: collect, translate, write, compress. A bounded number at a time; written in slices, so that a large exposition
// does not hold the event loop.
import type { AnyValue } from "otlp";
import { type AttributeList, noLimits, setAllIn } from "../engine/attributes/attribute-list.ts";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { MetricReader } from "../engine/meter/metric-reader.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { wildcards } from "catalog/wildcard";
import type { Escaping } from "./escape.ts";
import type { Family } from "./family.ts";
import { createNaming, type Naming } from "./naming.ts";
import { negotiate, takesGzip } from "./negotiate.ts";
import { writeProtobuf } from "./protobuf.ts";
import type { PrometheusSettings } from "./settings.ts";
import { writeText } from "./text.ts";
import { translate } from "./translate.ts";

/** What a scraper says of itself. */
export interface ScrapeRequest {
  /** The Accept header. */
  readonly accept?: string | undefined;
  /** The Accept-Encoding header. */
  readonly acceptEncoding?: string | undefined;
  /** How long it waits, in ms. */
  readonly timeoutMs?: number | undefined;
}

/** An answer over HTTP. */
export interface Exposition {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Answers scrapes. */
export interface Scraper {
  /** Never rejects. */
  scrape(request: ScrapeRequest): Promise<Exposition>;
  scrapes(): number;
  refused(): number;
}

const maxUnderWay = 8;
const sliceMs = 4;
// below it a packet carries it as it is
const minCompressed = 1024;
const observeMs = 5000;

const util = builtin("util");
const zlib = builtin("zlib");

/** What a scraper exposes, and how. */
interface Source {
  readonly reader: MetricReader;
  readonly resource: ResourceView;
  readonly settings: PrometheusSettings;
  /** Whether the resource attribute becomes a label of every series. */
  readonly isCopied: (attribute: string) => boolean;
  readonly namingFor: (escaping: Escaping) => Naming;
}

/** Exposes what `reader` collects. */
export function createScraper(
  reader: MetricReader,
  resource: ResourceView,
  settings: PrometheusSettings,
): Scraper {
  const isCopied = wildcards(settings.resourceLabels);
  const source: Source = { reader, resource, settings, isCopied, namingFor: createNamings(settings) };
  let underWay = 0;
  let scrapes = 0;
  let refused = 0;
  return {
    scrapes: () => scrapes,
    refused: () => refused,
    async scrape(request) {
      if (underWay >= maxUnderWay) {
        refused++;
        report("prometheus_refused");
        return plainAnswer(503, "Too many scrapes at a time: try again in a second.\n", {
          "retry-after": "1",
        });
      }
      underWay++;
      try {
        const exposition = await expose(source, request);
        scrapes++;
        return exposition;
      } catch (error) {
        report("prometheus_failed", error);
        return plainAnswer(500, "Cannot render the metrics. See the application's log.\n");
      } finally {
        underWay--;
      }
    },
  };
}

/** The naming of each escaping, made when it is asked for first. */
function createNamings({ translationStrategy }: PrometheusSettings): (escaping: Escaping) => Naming {
  const namings = new Map<Escaping, Naming>();
  return (escaping) => {
    let naming = namings.get(escaping);
    if (naming === undefined) {
      naming = createNaming(translationStrategy, escaping);
      namings.set(escaping, naming);
    }
    return naming;
  };
}

async function expose(source: Source, request: ScrapeRequest): Promise<Exposition> {
  const { reader, resource, settings, isCopied, namingFor } = source;
  const format = negotiate(request.accept);
  const collection = await suppressed(async () => reader.collect(observeTime(request.timeoutMs)));
  const target = listOf(resource);
  const { families, conflicts } = await finish(
    translate(collection, {
      naming: namingFor(format.escaping),
      target: settings.targetInfo ? target : undefined,
      scopeLabels: settings.scopeLabels,
      constant: target.filter((_, at) => isCopied(target[at & ~1] as string)),
    }),
  );
  for (const conflict of conflicts) report("prometheus_conflict", conflict);
  const plain = await inSlices(bodyOf(format.name, families, settings.created));
  const headers = { "content-type": format.contentType, vary: "accept, accept-encoding" };
  if (plain.length < minCompressed || !takesGzip(request.acceptEncoding)) {
    return { status: 200, headers, body: plain };
  }
  return {
    status: 200,
    headers: { ...headers, "content-encoding": "gzip" },
    body: await util().promisify(zlib().gzip)(plain),
  };
}

/** An answer of one sentence. */
export function plainAnswer(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Exposition {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
    body: Buffer.from(text),
  };
}

// some of the scraper's time is left for the rest of the work
function observeTime(timeoutMs: number | undefined): number {
  return timeoutMs === undefined || !(timeoutMs > 0) ? observeMs : Math.min(observeMs, timeoutMs * 0.8);
}

function listOf({ attributes }: ResourceView): readonly (string | AnyValue)[] {
  const list: AttributeList = [];
  setAllIn(list, attributes, { ...noLimits, count: 1024 });
  return list;
}

function* bodyOf(
  name: "text" | "openmetrics" | "protobuf",
  families: readonly Family[],
  created: boolean,
): Generator<Uint8Array> {
  if (name === "protobuf") {
    yield* writeProtobuf(families);
    return;
  }
  let text = "";
  for (const part of writeText(families, { openMetrics: name === "openmetrics", created })) {
    text += part;
    if (text.length < 16_384) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

async function inSlices(parts: Generator<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  await finish(
    (function* () {
      for (const part of parts) {
        all.push(part);
        yield;
      }
    })(),
  );
  return Buffer.concat(all);
}

/** Runs `steps` to their end, and lets others run whenever a slice is over. */
async function finish<T>(steps: Generator<void, T>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < sliceMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    began = performance.now();
  }
}

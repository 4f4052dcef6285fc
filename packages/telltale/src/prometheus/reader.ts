// The endpoint as a reader of metrics: attached when the pipeline is built, stopped with it.
import type { MetricReaderPlug } from "../engine/meter/metrics-export.ts";
import { type Endpoint, openEndpoint } from "./endpoint.ts";
import { setScraper } from "./handler.ts";
import { createScraper, type Scraper } from "./scraper.ts";
import type { PrometheusSettings, PrometheusStats } from "./settings.ts";

/** A reader that is scraped. */
export interface PrometheusReader extends MetricReaderPlug {
  stats(): PrometheusStats;
}

/** Shows metrics as `settings` has it, from the moment it is attached. */
export function createPrometheusReader(settings: PrometheusSettings): PrometheusReader {
  let scraper: Scraper | undefined;
  let endpoint: Endpoint | undefined;
  return {
    attach(meters, resource) {
      const { histograms } = settings;
      const reader = meters.addReader({
        name: "prometheus",
        aggregation: (kind) =>
          kind !== "histogram" || histograms === undefined
            ? undefined
            : { type: histograms === "explicit" ? "histogram" : "exponentialHistogram" },
      });
      scraper = createScraper(reader, resource, settings);
      setScraper(scraper);
      if (settings.server) endpoint = openEndpoint(settings.host, settings.port);
    },
    // nothing waits here: who wants metrics asks
    async flush() {},
    async stop() {
      setScraper(undefined);
      await endpoint?.stop();
    },
    stats: () => ({
      url: endpoint?.url(),
      scrapes: scraper?.scrapes() ?? 0,
      refused: scraper?.refused() ?? 0,
    }),
  };
}

// `telltale/prometheus`: metrics in a server of one's own.
export { prometheusHandler, scrape, type PrometheusHandler } from "./handler.ts";
export type { Exposition, ScrapeRequest } from "./scraper.ts";
export type { PrometheusOptions } from "./settings.ts";
export type { TranslationStrategy } from "./naming.ts";

// How metrics are shown to Prometheus: the options, and what they come to.
import type { TranslationStrategy } from "./naming.ts";

/** How metrics are shown to Prometheus. Everything is optional. */
export interface PrometheusOptions {
  /** Address to listen on. Default: `OTEL_EXPORTER_PROMETHEUS_HOST`, `localhost`. */
  readonly host?: string | undefined;
  /** Port to listen on, 0 for any that is free. Default: `TELLTALE_PROMETHEUS_PORT`, `OTEL_EXPORTER_PROMETHEUS_PORT`, 9464. */
  readonly port?: number | undefined;
  /** `false` opens no port: metrics are shown by `prometheusHandler()` in a server of your own. */
  readonly server?: boolean | undefined;
  /** How names are translated. Default `UnderscoreEscapingWithSuffixes`. */
  readonly translationStrategy?: TranslationStrategy | undefined;
  /** Whether OpenMetrics says since when each series counts, in a `_created` series beside it. Default false. */
  readonly created?: boolean | undefined;
  /**
   * What series carry of their scope: `"name"` is `otel_scope_name`; `true` adds `otel_scope_version`, `otel_scope_schema_url` and the
   * scope's attributes, which make new series at each upgrade (ADR 45); `false` is nothing. Default `"name"`.
   */
  readonly scopeLabels?: boolean | "name" | undefined;
  /** Whether the resource is shown, as `target_info`. Default true. */
  readonly targetInfo?: boolean | undefined;
  /** Attributes of the resource that every series carries too, by name or wildcard. Default none. */
  readonly resourceLabels?: readonly string[] | undefined;
  /** What histograms become where no view says it. Default: by the advice of the instrument. */
  readonly histograms?: "explicit" | "exponential" | undefined;
}

/** What the options have come to. */
export interface PrometheusSettings {
  readonly host: string;
  readonly port: number;
  readonly server: boolean;
  readonly translationStrategy: TranslationStrategy;
  readonly created: boolean;
  readonly scopeLabels: boolean | "name";
  readonly targetInfo: boolean;
  readonly resourceLabels: readonly string[];
  readonly histograms: "explicit" | "exponential" | undefined;
}

/** What became of the endpoint so far. */
export interface PrometheusStats {
  /** Where it listens; undefined while it does not, for example because another process has the port. */
  readonly url: string | undefined;
  /** Scrapes that were answered. */
  readonly scrapes: number;
  /** Scrapes that were turned away, because too many were under way. */
  readonly refused: number;
}

// `telltale/stats`: the types of `stats()`.
export type { TelltaleStats } from "../start.ts";
export type { SignalStats, Stats } from "../engine/self-metrics/stats.ts";
export type { ExportStats, SelfStats } from "../engine/self-metrics/self-stats.ts";
export type { RuleStats } from "../engine/sampler/head.ts";
export type { PrometheusStats } from "../prometheus/settings.ts";

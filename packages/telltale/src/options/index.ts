// `telltale/options`: the types of options of `start()`. `StartOptions` is in `telltale`; options of a part that has its own subpath, such
// as `telltale/sampling`, are there.
export type { AnyExporter, ExportersBySignal } from "./exporter-list.ts";
export type { MetricOptions } from "./start-options.ts";
export type { LogFilter, LoggerOptions, LogOptions, LogSeverity } from "./logs.ts";
export type { CpuProfileOptions } from "./cpu-profiles.ts";
export type { CardinalityGuardOptions, CardinalityRuleOptions, GuardOptions } from "./guards.ts";
export type { SizeGuardOptions } from "./size-guard.ts";
export type { EnrichmentInput, EnrichmentOptions, EnrichmentRule, MarkOptions } from "../enrichment/rule.ts";
export type { LimitOptions } from "./limits.ts";
export type { ScopeOptions } from "./scopes.ts";
export type { CrashFileOptions } from "../spool/crash-settings.ts";
export type { SpoolOptions } from "../spool/settings.ts";
export type { Beside, BesideOption } from "../engine/registration/other-sdk.ts";
export type { ServiceIdentity } from "../engine/resource/resource.ts";
export type { ResourceDetector } from "../resource/detector.ts";
export type { DetectorName } from "../resource/detectors.ts";
export type { ComponentKind } from "../configuration/component-kind.ts";
export type { CreateComponent } from "../configuration/components.ts";

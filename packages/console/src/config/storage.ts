// What the store may take and how safe it has to be: retention by age and by size, the free space it leaves, fsync.
import { parseDays, type RetentionKind } from "contract";
import { z } from "zod";
import { defaultNameLimits, type NameLimits } from "../tables/name-limits.ts";
import {
  defaultRetention,
  maxAuditDays,
  maxRetentionDays,
  retentionKinds,
} from "../tables/retention-days.ts";
import { type Env, type FlagsOf, type OptionsOf, parsed, readOptions, splitList, toggle } from "./option.ts";

/** Resolved; `undefined` leaves the store's own default. */
export interface StorageConfig {
  /** Days by kind, for the kinds that were given. */
  readonly retention: Readonly<Partial<Record<RetentionKind, number>>>;
  /** All tables together may take so much; `undefined`: as much as there is. */
  readonly maxSizeBytes: number | undefined;
  /** Below this free space the console rejects data. */
  readonly minFreeBytes: number | undefined;
  /** Waits for the disk (fsync) before anything is acknowledged. */
  readonly durable: boolean;
  /** Ends unfinished changes of the tables that keep failing, where the start has to wait for them. */
  readonly endFailedChanges: boolean;
  /** Most different names of a tenant that roll-ups keep apart. */
  readonly nameLimits: NameLimits;
}

export interface StorageValues {
  readonly retain: StorageConfig["retention"] | undefined;
  readonly maxSize: number | undefined;
  readonly minFree: number | undefined;
  readonly durable: boolean;
  readonly endFailedChanges: boolean;
  readonly maxServices: number;
  readonly maxOperations: number;
  readonly maxEnvironments: number;
  readonly maxVersions: number;
  readonly maxMetrics: number;
  readonly maxSeries: number;
}

const group = "Retention and storage";
const names = parsed(
  (text) => (/^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= 1e6 ? Number(text) : undefined),
  "a number from 1 to 1000000",
);
const size = parsed(readSize, "a size above 0 like 50GB, 800MB or 1.5TB");

export const storageOptions: OptionsOf<StorageValues> = {
  retain: {
    group,
    flag: "--retain <list>",
    variable: "TELLTALE_CONSOLE_RETAIN",
    defaultNote: Object.entries(defaultRetention)
      .map(([kind, days]) => `${kind}=${days}d`)
      .join(","),
    parse: z.string().transform(readRetention),
    help: "days to keep, by kind",
    docs: `Kinds that you leave out keep their default. The audit log is kept ${maxAuditDays} days at most. See [operating](../guide/operating.md).`,
  },
  maxSize: {
    group,
    flag: "--max-size <size>",
    variable: "TELLTALE_CONSOLE_MAX_SIZE",
    defaultNote: "no limit",
    parse: size,
    help: "limit of all tables together, like 50GB; over it the oldest days are dropped",
  },
  minFree: {
    group,
    flag: "--min-free <size>",
    variable: "TELLTALE_CONSOLE_MIN_FREE",
    defaultNote: "1GB or 5% of the disk",
    parse: size,
    help: "free space on the disk below which the console rejects new data",
  },
  durable: {
    group,
    flag: "--durable",
    variable: "TELLTALE_CONSOLE_DURABLE",
    parse: toggle,
    help: "wait for the disk (fsync) before data is acknowledged, so that a power loss loses none",
  },
  endFailedChanges: {
    group,
    flag: "--end-failed-changes",
    variable: "TELLTALE_CONSOLE_END_FAILED_CHANGES",
    parse: toggle,
    help: "at the start, end changes of the store that keep failing and hold up a new version; what they were to change stays",
  },
  maxServices: {
    group,
    flag: "--max-services <number>",
    variable: "TELLTALE_CONSOLE_MAX_SERVICES",
    default: String(defaultNameLimits.services),
    parse: names,
    help: "different services of each tenant that roll-ups and lists keep apart",
    docs: "Beyond it new services are counted as `_OTHER`; spans and log records keep their names. See [sizing](../guide/sizing.md#budgets-of-names).",
  },
  maxOperations: {
    group,
    flag: "--max-operations <number>",
    variable: "TELLTALE_CONSOLE_MAX_OPERATIONS",
    default: String(defaultNameLimits.operations),
    parse: names,
    help: "different operations of all services of each tenant that roll-ups and lists keep apart",
    docs: "Beyond it new operations are counted as `_OTHER` of their service; spans keep their names.",
  },
  maxEnvironments: {
    group,
    flag: "--max-environments <number>",
    variable: "TELLTALE_CONSOLE_MAX_ENVIRONMENTS",
    default: String(defaultNameLimits.environments),
    parse: names,
    help: "different environments of each tenant that roll-ups and lists keep apart",
    docs: "Beyond it new environments are counted as `_OTHER`; spans and log records keep theirs.",
  },
  maxVersions: {
    group,
    flag: "--max-versions <number>",
    variable: "TELLTALE_CONSOLE_MAX_VERSIONS",
    default: String(defaultNameLimits.versions),
    parse: names,
    help: "different versions of all services of each tenant that roll-ups and lists keep apart",
    docs: "Beyond it new versions are counted as `_OTHER` of their service, and are not deploys; spans and log records keep theirs.",
  },
  maxMetrics: {
    group,
    flag: "--max-metrics <number>",
    variable: "TELLTALE_CONSOLE_MAX_METRICS",
    default: String(defaultNameLimits.metrics),
    parse: names,
    help: "different names of metrics of each tenant that lists keep apart",
    docs: "Beyond it new metrics are counted as `_OTHER`; their points are stored, and charts, rules and SQL find them by their names.",
  },
  maxSeries: {
    group,
    flag: "--max-series <number>",
    variable: "TELLTALE_CONSOLE_MAX_SERIES",
    default: String(defaultNameLimits.series),
    parse: names,
    help: "different series of metrics of each tenant that lists keep apart",
    docs: "Beyond it new series are left out of anomalies and catalogs; their points are stored, and charts, rules and SQL find them.",
  },
};

/** @throws {ProblemError} when a value cannot be used. */
export function readStorage(flags: FlagsOf<StorageValues>, env: Env): StorageConfig {
  const {
    retain = {},
    maxSize,
    minFree,
    durable,
    endFailedChanges,
    maxServices: services,
    maxOperations: operations,
    maxEnvironments: environments,
    maxVersions: versions,
    maxMetrics: metrics,
    maxSeries: series,
  } = readOptions(storageOptions, flags, env);
  const nameLimits = { services, operations, environments, versions, metrics, series };
  return {
    retention: retain,
    maxSizeBytes: maxSize,
    minFreeBytes: minFree,
    durable,
    endFailedChanges,
    nameLimits,
  };
}

function readRetention(list: string, context: z.RefinementCtx): StorageConfig["retention"] {
  const retention: Partial<Record<RetentionKind, number>> = {};
  for (const part of splitList(list)) {
    const [kind, length = "", ...more] = part.split("=");
    const days = more.length === 0 ? (parseDays(length) ?? 0) : 0;
    if (!isKind(kind) || days < 1 || days > maxRetentionDays)
      context.addIssue(
        `a kind (${retentionKinds.join(", ")}) and days from 1 to ${maxRetentionDays}, like spans=7d,business=400d, not \`${part}\``,
      );
    else if (kind === "audit" && days > maxAuditDays)
      context.addIssue(`at most ${maxAuditDays} days of the audit log, not \`${part}\``);
    else retention[kind] = days;
  }
  return retention;
}

function isKind(text: string | undefined): text is RetentionKind {
  return retentionKinds.includes(text as RetentionKind);
}

const units: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `50GB`, `1.5T`, `800 MB`: decimal units, as disks have them. */
function readSize(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (units[(unit ?? "").toLowerCase()] ?? NaN));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

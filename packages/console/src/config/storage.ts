// What the store may take and how safe it has to be: retention by age and by size, the free space it leaves, fsync.
import { UsageError } from "./usage-error.ts";

/** Settled; `undefined` leaves the store's own default. */
export interface StorageConfig {
  /** Days by kind, for the kinds that were given. */
  readonly retention: Readonly<Partial<Record<RetentionKind, number>>>;
  /** All tables together may take so much; `undefined`: as much as there is. */
  readonly maxSizeBytes: number | undefined;
  /** Below so much free space nothing more is taken. */
  readonly minFreeBytes: number | undefined;
  /** Waits for the disk (fsync) before anything is acknowledged. */
  readonly durable: boolean;
}

/** What the command line gives, as text. */
export interface StorageFlags {
  readonly retain?: string | undefined;
  readonly maxSize?: string | undefined;
  readonly minFree?: string | undefined;
  readonly durable?: boolean | undefined;
}

const retentionKinds = ["spans", "logs", "metrics", "business", "rollups", "audit"] as const;

export type RetentionKind = (typeof retentionKinds)[number];

const maxDays = 36_500;
/** Its table forgets by itself what is older. */
const maxAuditDays = 400;

/** @throws {UsageError} when a value cannot be used. */
export function readStorage(
  flags: StorageFlags,
  env: Readonly<Record<string, string | undefined>>,
): StorageConfig {
  const given = (flag: string | undefined, name: string): string | undefined =>
    flag ?? (env[name]?.trim() || undefined);
  return {
    retention: readRetention(given(flags.retain, "TELLTALE_CONSOLE_RETAIN")),
    maxSizeBytes: readSize("--max-size", given(flags.maxSize, "TELLTALE_CONSOLE_MAX_SIZE")),
    minFreeBytes: readSize("--min-free", given(flags.minFree, "TELLTALE_CONSOLE_MIN_FREE")),
    durable: flags.durable ?? env["TELLTALE_CONSOLE_DURABLE"] === "true",
  };
}

function readRetention(text: string | undefined): StorageConfig["retention"] {
  const retention: Partial<Record<RetentionKind, number>> = {};
  for (const part of (text ?? "").split(",")) {
    if (part.trim() === "") continue;
    const [, kind, days] = /^([a-z]+)=(\d{1,5})d?$/.exec(part.trim()) ?? [];
    if (!isKind(kind) || Number(days) < 1 || Number(days) > maxDays) {
      throw new UsageError(
        `Cannot use \`${part.trim()}\` in \`--retain ${text}\`: expected a kind (${retentionKinds.join(", ")}) and days from 1 to ${maxDays}, like spans=7d,business=400d.`,
      );
    }
    if (kind === "audit" && Number(days) > maxAuditDays)
      throw new UsageError(
        `Cannot use \`${part.trim()}\` in \`--retain ${text}\`: the audit log is kept at most ${maxAuditDays} days.`,
      );
    retention[kind] = Number(days);
  }
  return retention;
}

function isKind(text: string | undefined): text is RetentionKind {
  return retentionKinds.includes(text as RetentionKind);
}

const units: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `50GB`, `1.5T`, `800 MB`: decimal units, as disks have them. */
function readSize(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (units[(unit ?? "").toLowerCase()] ?? NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new UsageError(`Cannot use \`${flag} ${text}\`: expected a size above 0 like 50GB, 800MB or 1.5TB.`);
}

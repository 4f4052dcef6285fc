// How long records are kept when nothing else is said.
import type { RetentionKind } from "contract";

/** Days that records of each kind are kept. */
export type Retention = Readonly<Record<RetentionKind, number>>;

export const defaultRetention: Retention = {
  spans: 7,
  logs: 7,
  metrics: 30,
  business: 400,
  rollups: 400,
  audit: 400,
};

/** Most days of any kind. */
export const maxRetentionDays = 36_500;
/** Most days of the audit log. */
export const maxAuditDays = 400;

export const retentionKinds = Object.keys(defaultRetention) as readonly RetentionKind[];

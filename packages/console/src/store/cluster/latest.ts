// Settings by which a reading sees everything that was stored before it. Replicas may lag behind each other; then only what most of them
// have is stored, one insert after the other, and a replica that lacks some of it refuses to be read.
import type { ClickHouseSettings } from "../client.ts";

/** Settings of such inserts and of such queries: one without the other promises nothing. */
export interface LatestSettings {
  readonly insert: ClickHouseSettings;
  readonly select: ClickHouseSettings;
  /** A table takes one such insert at a time, and refuses others. */
  readonly isInTurn: boolean;
}

/** Of servers without replicas: what was stored is seen. */
export const withoutReplicas: LatestSettings = { insert: {}, select: {}, isInTurn: false };

export const withReplicas: LatestSettings = {
  insert: { insert_quorum_parallel: 0 },
  select: { select_sequential_consistency: "1" },
  isInTurn: true,
};

// Ids of changes and messages.
import type { Labels } from "../condition/sample.ts";

/** `Purchases fail {"region":"eu"} firing 2026-11-22T10:04:00.000Z`: readable, and the same wherever it is computed. */
export function idOf(rule: string, group: Labels, kind: string, at: number): string {
  const labels = Object.keys(group).length === 0 ? "" : ` ${JSON.stringify(group)}`;
  return `${rule}${labels} ${kind} ${new Date(at).toISOString()}`;
}

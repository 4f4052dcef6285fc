// Stable keys: the same alert has the same key in every process and after every restart, so that receivers can deduplicate.
import { createHash } from "node:crypto";
import { keyOf } from "alerts";
import type { StoredNotice } from "./outbox.ts";

/** Identifies an alert: a rule, a group, a tenant. 64 hexadecimal digits. */
export function alertKeyOf({ tenant, rule, group }: Pick<StoredNotice, "tenant" | "rule" | "group">): string {
  return digest([tenant, rule, keyOf(group)]);
}

/** Of a message with these notices, in this order. 64 hexadecimal digits. */
export function messageIdOf(channel: string, noticeIds: readonly string[]): string {
  return digest([channel, ...noticeIds]);
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

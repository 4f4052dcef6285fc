// The fields of a business record, by what they mean; what the user added is apart from what the library wrote.
import type { MemoryLog, PlainAttributes, PlainValue } from "../export/read-batch.ts";

const reserved: ReadonlySet<string> = new Set([
  "log.record.uid",
  "user.id",
  "session.id",
  "customer.id",
  "error.type",
]);

/** The attributes of `log` that the user added. */
export function ownAttributes({ attributes }: MemoryLog): PlainAttributes {
  const own = Object.entries(attributes).filter(
    ([key]) => !reserved.has(key) && !key.startsWith("telltale.") && !key.startsWith("exception."),
  );
  return Object.fromEntries(own);
}

/** The text under `key`; undefined where there is none. */
export function textOf({ attributes }: MemoryLog, key: string): string | undefined {
  const value = attributes[key];
  return typeof value === "string" ? value : undefined;
}

/** The number under `key`; undefined where there is none. */
export function numberOf({ attributes }: MemoryLog, key: string): number | undefined {
  const value = attributes[key];
  return typeof value === "number" ? value : undefined;
}

/** A number or a decimal text under `key`, as amounts are. */
export function amountOf({ attributes }: MemoryLog, key: string): number | string | undefined {
  const value: PlainValue | undefined = attributes[key];
  return typeof value === "number" || typeof value === "string" ? value : undefined;
}

/** The moment of `log` in epoch ms. */
export function timeOf({ timeUnixNano }: MemoryLog): number {
  return Number(timeUnixNano) / 1e6;
}

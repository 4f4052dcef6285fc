// Answers of the preview that arrive late and in another order: what a busy machine does to a page, on each run.
import { createHash } from "node:crypto";

const mostMs = 1_500;
const seed = process.env["TELLTALE_LATE_ANSWERS"] ?? "";

/**
 * Does `work` at once; with `TELLTALE_LATE_ANSWERS` after 0 to 1,500 ms, drawn from its value and the address. The same value delays the same
 * address by the same time.
 *
 * @example
 * late("/api/services?from=-1h", () => response.end(text));
 */
export function late(address: string, work: () => void): void {
  if (seed === "") return work();
  const delayMs = createHash("sha256").update(`${seed} ${address}`).digest().readUInt32LE() % mostMs;
  setTimeout(work, delayMs).unref();
}

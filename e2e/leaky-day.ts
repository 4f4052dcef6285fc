// Fifteen hours of a healthy shop and fourteen of one that leaks memory, as a store that has judged them.
import type { BottlenecksResult, StoreDetails } from "contract";
import {
  type ConsoleProcess,
  createFolder,
  lastingAddresses,
  startConsole,
} from "../tools/console-process.ts";
import { get, until } from "./api.ts";
import { behindBy } from "./clock.ts";
import { replay } from "./recording.ts";
import { recordFault, recordHealthy } from "./shop-faults.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Of orders there are twelve in each of these hours: a profile needs ten runs an hour, and twelve hours, to be judged. */
export const healthyHours = 15;
export const leakyHours = 14;

/**
 * A console with fifteen hours of a healthy shop and fourteen of the leak, all of them judged.
 *
 * Hours are judged up to 25 minutes after their data was received, so it is received by a console whose clock is half an hour behind.
 */
export async function withLeakyDay(
  options: readonly string[],
  work: (running: ConsoleProcess, sinceMs: number) => Promise<void>,
): Promise<void> {
  const { folder, remove } = createFolder();
  const lateMs = 30 * minuteMs;
  const late = await startConsole(folder, await lastingAddresses(), [], behindBy(lateMs));
  const untilMs = Math.floor((Date.now() - lateMs) / hourMs) * hourMs;
  const sinceMs = untilMs - leakyHours * hourMs;
  // the last trace is a minute before the end, so that its spans make no other hour due
  const send = async (record: typeof recordHealthy, fromMs: number, toMs: number): Promise<void> =>
    replay(late.addresses.otlpHttp, await record(), [fromMs, toMs - minuteMs], {
      evenBy: "render receipts",
    });
  try {
    await send(recordHealthy, sinceMs - healthyHours * hourMs, sinceMs);
    await send(() => recordFault("memory-leak"), sinceMs, untilMs);
  } finally {
    await late.stop();
  }
  const running = await startConsole(folder, late.addresses, options);
  try {
    const { page } = running.addresses;
    // the latest hours are judged first: with the leak found, all are known to be due
    await until(
      () => leaksIn(page, sinceMs, Date.now()),
      (found) => found.length > 0,
    );
    await until(
      () => get<StoreDetails>(page, "/api/store"),
      ({ bottlenecks }) => bottlenecks?.hoursToCompare === 0,
    );
    await work(running, sinceMs);
  } finally {
    await running.stop();
    remove();
  }
}

/** Findings of memory that grows. On a slow machine the CPU of the same profile may grow, too. */
export const leaksIn = async (
  page: string,
  fromMs: number,
  toMs: number,
): Promise<BottlenecksResult["items"]> => {
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const query = { kind: "resource-growth", ...range };
  const { items } = await get<BottlenecksResult>(page, "/api/bottlenecks", query);
  return items.filter(({ shape }) => shape === "memory");
};

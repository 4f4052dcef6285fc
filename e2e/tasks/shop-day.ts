// Two hours and a half of the shop for the everyday tasks: a slow database, declined cards, an hour of health, and a release of payments that
// fails. Each part is two minutes from the next one, so that a range has it whole and nothing else.
import type { ConsoleProcess } from "../../tools/console-process.ts";
import { type Recording, replay } from "../recording.ts";
import { recordFault, recordFaults, recordHealthy } from "../shop-faults.ts";
import { sendDaysBefore } from "../days-before.ts";
import { type Captured, captureReplay } from "./captured.ts";

const minuteMs = 60_000;

/** When each part begins and ends, in minutes before the end of all. */
const minutes = {
  "slow-database": [150, 122],
  "declined-cards": [120, 92],
  healthy: [90, 22],
  "bad-deploy": [20, 0],
} as const;

type PartName = keyof typeof minutes;

/** A part of the day, and a range around it in whole minutes. */
export interface DayPart extends Captured {
  readonly fromMs: number;
  readonly toMs: number;
}

export type ShopDay = Readonly<Record<PartName, DayPart>>;

const names = Object.keys(minutes) as PartName[];

/** Sends the day so that it ends now: the recordings are made before that is decided. */
export async function sendShopDay(running: Pick<ConsoleProcess, "addresses">): Promise<ShopDay> {
  await recordFaults(["slow-database", "declined-cards", "bad-deploy"]);
  const recordings = new Map<PartName, Recording>();
  for (const name of names)
    recordings.set(name, await (name === "healthy" ? recordHealthy() : recordFault(name)));
  const endMs = Math.floor(Date.now() / minuteMs) * minuteMs;
  await sendDaysBefore(running, recordings.get("healthy"));
  const parts = {} as Record<PartName, DayPart>;
  for (const name of names) {
    const [from, to] = minutes[name].map((before) => endMs - before * minuteMs) as [number, number];
    const options = { evenBy: "POST /checkout" };
    await replay(running.addresses.otlpHttp, recordings.get(name)!, [from, to], options);
    const captured = await captureReplay(recordings.get(name)!, [from, to], options);
    parts[name] = { ...captured, fromMs: from - minuteMs, toMs: to + minuteMs };
  }
  return parts;
}

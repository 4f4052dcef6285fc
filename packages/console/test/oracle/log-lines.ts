// Log records at random: lines that differ in values only, events, equal ones, with and without a severity, a trace, a person.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawLog } from "./send-logs.ts";

/** What lines say, by their pattern. */
const sayings: Readonly<Record<string, (random: Random) => string>> = {
  "payment declined": (random) => `payment of ${random.whole(1, 99_999) / 100} EUR declined`,
  "order shipped": (random) => `order ${random.whole(1, 99_999)} shipped in ${random.whole(1, 999)} ms`,
  "no connection": () => "connection refused",
  "cache miss": (random) => `cache miss for key ${random.whole(1e9, 2e9)}`,
};

export interface Line extends RawLog {
  readonly saying: string;
}

export function logLinesOf(seed: number): Line[] {
  const random = randomOf(seed + 5000);
  // some lines begin late, some end early, so that patterns are new and gone
  const began = new Map(Object.keys(sayings).map((saying) => [saying, random.pick([0, 0, random() * 5])]));
  const ended = new Map(Object.keys(sayings).map((saying) => [saying, random.pick([5, 5, random() * 5])]));
  return Array.from({ length: random.whole(100, 600) }, (): Line[] => {
    const saying = random.pick(Object.keys(sayings));
    const hours = random() * 5;
    if (hours < began.get(saying)! || hours > ended.get(saying)!) return [];
    const isEvent = random.chance(0.2);
    const line: Line = {
      saying,
      at: Math.floor(now - 5 * 3_600_000 + hours * 3_600_000),
      service: random.pick(["shop", "shop", "mail"]),
      environment: random.chance(0.1) ? "staging" : "production",
      severity: random.pick([0, 1, 5, 9, 9, 11, 13, 17, 21]),
      event: isEvent ? "shop.noted" : "",
      text: sayings[saying]!(random),
      trace: random.chance(0.3) ? `request-${random.whole(0, 20)}` : "",
      attributes: {
        ...(random.chance(0.7) && { "user.id": `person-${random.whole(0, 9)}` }),
        ...(random.chance(0.6) && { region: random.pick(["eu", "us"]) }),
        ...(random.chance(0.5) && { retried: random.chance(0.5) }),
      },
    };
    // equal lines of one moment are different records
    return random.chance(0.05) ? [line, line] : [line];
  }).flat();
}

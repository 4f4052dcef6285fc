// The shoppers: so many at a time, each a new person with a new visit, until the process is stopped or all visits were made.
import { setTimeout as pause } from "node:timers/promises";

import { chanceOf } from "../chance.ts";
import { endWithSupervisor } from "../orphan.ts";
import { settings } from "../settings.ts";
import { pickPersona } from "./persona.ts";
import { listenAsProviders } from "./providers.ts";
import { play, type Ending } from "./visit.ts";

const providers = listenAsProviders(settings.providersPort);
const endings: Record<Ending, number> = { left: 0, bought: 0, declined: 0, failed: 0 };
const run = Date.now().toString(36);
let begun = 0;
const closing = new AbortController();

/** One place at the door: a visitor after the other. */
async function queue(): Promise<void> {
  while (!closing.signal.aborted && (settings.visits === 0 || begun < settings.visits)) {
    begun += 1;
    const chance = chanceOf(`visit ${begun}`);
    const persona = pickPersona(chance());
    // People return: one of a thousand known ones, or a new one.
    const user = `u-${1000 + Math.floor(chance() * 1000)}`;
    const visit = { persona, chance, user, session: `s-${run}-${begun}`, orderId: `o-${run}-${begun}` };
    endings[await play(visit, closing.signal).catch((): Ending => "failed")] += 1;
    await pause(300 * settings.pace);
  }
}

function say(): void {
  const { bought, declined, left, failed } = endings;
  console.log(
    `${begun} visits: ${bought} bought, ${left} left, ${declined} declined${failed > 0 ? `, ${failed} failed` : ""}`,
  );
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => closing.abort());
endWithSupervisor(() => closing.abort());
const timer = setInterval(say, 15_000);
await Promise.all(Array.from({ length: settings.shoppers }, queue));
clearInterval(timer);
say();
providers.close();
providers.closeAllConnections();

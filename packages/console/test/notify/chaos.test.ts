// Chaos, seeded: a receiver that fails before and after it has accepted, consoles that are killed, a store that is away. No notice is lost;
// by the stable ids a receiver sees each once, and each alert in order.
// @module-tag extended
import { expect, test } from "vitest";
import type { Delivery, StoredNotice } from "../../src/notify/outbox.ts";
import type { Fetch } from "../../src/notify/request.ts";
import { allDelivered, createClock, createOutbox, seeded, senderOf, type TestSender } from "./endpoint.ts";
import { channelOf, notice, start } from "./notices.ts";

interface Received {
  readonly id: string;
  readonly alerts: readonly { readonly id: string; readonly key: string; readonly at: string }[];
}

/** A receiver that deduplicates by the ids of notices. */
function createChaoticReceiver(random: () => number) {
  const first: Received["alerts"][number][] = [];
  const known = new Set<string>();
  let accepted = 0;
  const state = { isCalm: false };
  const chaoticFetch: Fetch = async (_, init) => {
    const luck = state.isCalm ? 1 : random();
    if (luck < 0.2) throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
    if (luck < 0.35) return new Response("busy", { status: luck < 0.3 ? 503 : 429 });
    const { alerts } = JSON.parse(init.body as string) as Received;
    for (const one of alerts) {
      accepted++;
      if (!known.has(one.id)) first.push(one);
      known.add(one.id);
    }
    // accepted, and the answer is lost
    if (luck < 0.5) throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } });
    return new Response("ok");
  };
  return { first, known, state, fetch: chaoticFetch, accepted: () => accepted };
}

/** Twelve alerts that fire and recover again and again. */
function nextNotices(
  random: () => number,
  states: Map<string, boolean>,
  at: number,
): readonly StoredNotice[] {
  return Array.from({ length: 12 }, (_, index) => `r${index}`).flatMap((region) => {
    if (random() > 0.1) return [];
    const fires = states.get(region) !== true;
    states.set(region, fires);
    return [notice({ group: { region }, kind: fires ? "firing" : "recovered", at })];
  });
}

const channels = {
  single: channelOf("webhook", { name: "single", url: "http://receiver.example" }),
  grouped: channelOf("webhook", {
    name: "grouped",
    url: "http://receiver.example",
    group: { by: ["alert"], wait: "10s", interval: "1m" },
    rateLimit: { messages: 5, per: "1m" },
  }),
};

test.each(
  (["single", "grouped"] as const).flatMap((name) =>
    Array.from({ length: 5 }, (_, index) => [name, index + 1] as const),
  ),
)("%s messages, seed %d: nothing lost, nothing twice, in order", async (name, seed) => {
  const random = seeded(seed);
  const receiver = createChaoticReceiver(random);
  const [clock, outbox] = [createClock(), createOutbox()];
  // a console that was killed records nothing more
  let generation = 0;
  const startSender = (): TestSender => {
    const own = ++generation;
    const ifAlive = async (work: () => Promise<void>): Promise<void> => {
      if (own === generation) await work();
      else throw new Error("this console was killed");
    };
    const gate = {
      ...outbox,
      record: (steps: readonly Delivery[], done: readonly string[]) =>
        ifAlive(() => outbox.record(steps, done)),
    };
    return senderOf([channels[name]], { clock, outbox: gate, random, fetch: receiver.fetch });
  };
  let sender = startSender();
  const states = new Map<string, boolean>();
  const all: StoredNotice[] = [];
  for (let round = 0; round < 200; round++) {
    const fresh = nextNotices(random, states, start + round * 5000);
    all.push(...fresh);
    outbox.add(...fresh);
    const luck = random();
    if (luck < 0.05) {
      // killed with messages on their way
      const killed = sender;
      void killed.tick();
      sender = startSender();
      await killed.stop();
    } else if (luck < 0.1) outbox.break();
    else if (luck < 0.3) outbox.mend();
    if (luck > 0.97) clock.setNow(clock.now() + (random() - 0.5) * 86_400_000);
    await sender.step(5000);
  }
  outbox.mend();
  receiver.state.isCalm = true;
  await sender.run(30 * 60_000, 10_000);

  expect(all.length).toBeGreaterThan(150);
  expect(allDelivered(outbox, all)).toBe(true);
  expect([...receiver.known].toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  // the receiver got more than it kept: deduplication was needed
  expect(receiver.accepted()).toBeGreaterThan(all.length);
  const last = new Map<string, string>();
  for (const { key, at } of receiver.first) {
    expect(at > (last.get(key) ?? "")).toBe(true);
    last.set(key, at);
  }
  expect(outbox.deliveries.filter(({ outcome }) => outcome === "dead")).toEqual([]);
  expect(outbox.finished.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
});

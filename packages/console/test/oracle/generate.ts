// A shop at random: what makes figures differ is in every store, how much of it depends on the seed.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawRecord, RawSpan, Telemetry, Weight } from "./telemetry.ts";

const minute = 60_000;
const hour = 60 * minute;
/** How long there is telemetry, up to now. */
const spread = 5 * hour;

/** How traces are sampled: not at all, all alike, or by their outcome. */
type Sampling = (failed: boolean) => Weight;

export function telemetryOf(seed: number): Telemetry {
  const random = randomOf(seed);
  return {
    spans: [...requestsOf(random, seed), ...loneSpansOf(random)],
    records: [...transactionsOf(random), ...stepsOf(random)],
    ...rangeOf(random),
  };
}

/** Ends now, or earlier in the middle of a minute, a second, a millisecond. */
function rangeOf(random: Random): { readonly from: number; readonly to: number } {
  const to = random.chance(0.4) ? now : now - random.pick([minute, 1000, 1]) * random.whole(1, 90);
  const length = random.pick([random.whole(20, 90) * minute, random.whole(900, 5_000) * 1000, hour]);
  return { from: to - length, to };
}

/** The first seeds are sampled by outcome, and fail: two stores find what is wrong in general. */
const samplings: readonly ((random: Random) => Sampling)[] = [
  () => (failed) => (failed ? 1 : 4),
  (random) => (failed) => (failed ? 2 : random.pick([1, 4] as const)),
  (random) => {
    const all = random.pick([2, 4] as const);
    return () => all;
  },
  () => (failed) => (failed ? 1 : 100),
  () => () => 1,
];
const errorShares = [0.2, 0.1, 0.01, 0.4] as const;

/** Requests to the shop: with calls of payment, some of which payment never sees, and messages to mail, some of which still wait. */
function requestsOf(random: Random, seed: number): RawSpan[] {
  const weightOf = samplings[(seed - 1) % samplings.length]!(random);
  const errors = errorShares[(seed - 1) % errorShares.length]!;
  const released = now - random() * spread;
  const overlap = random.pick([0, 10 * minute]);
  return Array.from({ length: random.whole(100, 400) }, (_, index): RawSpan[] => {
    const trace = `request-${index}`;
    const at = now - random() * spread;
    const failed = random.chance(errors);
    const timedOut = random.chance(errors);
    const weight = weightOf(failed || timedOut);
    const isNew = at > released + (random.chance(0.5) ? overlap : -overlap);
    const environment = random.chance(0.1) ? "staging" : "production";
    const common = { trace, environment, weight, failed: false, isRemote: false, attributes: {} };
    const shop = { ...common, service: "shop", version: isNew ? "2" : "1" };
    const payment = { ...common, service: "payment", version: "7", isRemote: true };
    const durationMs = random.whole(1, 3000);
    const spans: RawSpan[] = [
      { ...shop, id: "a", parent: "", name: "POST /buy", kind: "server", at, durationMs, failed },
    ];
    // a framework's span of the same request
    if (random.chance(0.3))
      spans.push({ ...shop, id: "a2", parent: "a", name: "handle", kind: "server", at, durationMs, failed });
    if (random.chance(0.8)) {
      const call = { parent: "a", at: at + 1, durationMs: durationMs / 2 };
      const attributes = { "server.address": "payment.internal" };
      const retries = random.chance(0.1) ? 2 : 1;
      for (let attempt = 0; attempt < retries; attempt++) {
        const id = `b${attempt}`;
        const isLost = timedOut && attempt === 0;
        spans.push({
          ...shop,
          ...call,
          id,
          name: "POST",
          kind: "client",
          failed: isLost || failed,
          attributes,
        });
        if (!isLost)
          spans.push({
            ...payment,
            id: `c${attempt}`,
            parent: id,
            name: "charge",
            kind: "server",
            at: at + 2,
            durationMs: durationMs / 3,
            failed,
          });
      }
    }
    if (random.chance(0.4)) {
      const attributes = { "messaging.system": "kafka", "messaging.destination.name": "mails" };
      spans.push({
        ...shop,
        id: "d",
        parent: "a",
        name: "send mails",
        kind: "producer",
        at: at + 3,
        durationMs: 1,
        attributes,
      });
      if (random.chance(0.7))
        spans.push({
          ...common,
          service: "mail",
          version: "",
          isRemote: true,
          id: "e",
          parent: "d",
          name: "process mails",
          kind: "consumer",
          at: at + 4 + random.whole(0, 5000),
          durationMs: 7,
          failed: random.chance(errors),
          attributes,
        });
    }
    const sampled = index % 9 === 0 ? spans.map(withoutThreshold) : spans;
    return sampled.filter((span) => span.at < now);
  }).flat();
}

/** As a sampler leaves it that records its rate where each process begins, and no threshold. */
function withoutThreshold(span: RawSpan): RawSpan {
  return span.parent === "" || span.isRemote ? { ...span, hasRate: true } : { ...span, weight: 1 };
}

/** Roots of other kinds than server: jobs, which count as requests, and what waits for a person, which does not. */
function loneSpansOf(random: Random): RawSpan[] {
  const waits = [
    ["transaction purchase", "telltale.transaction.type", "purchase"],
    ["interaction chat", "telltale.interaction.type", "chat"],
  ] as const;
  return Array.from({ length: random.whole(5, 40) }, (_, index): RawSpan => {
    const [name, key, value] = random.pick(waits);
    const isJob = random.chance(0.5);
    return {
      trace: `lone-${index}`,
      id: "a",
      parent: "",
      isRemote: false,
      service: random.pick(["shop", "nightly"]),
      version: "1",
      environment: "production",
      name: isJob ? "tidy up" : name,
      kind: "internal",
      at: now - random() * spread,
      durationMs: isJob ? random.whole(1, 500) : 600_000,
      failed: random.chance(0.2),
      weight: 1,
      attributes: isJob ? {} : { [key]: value },
    };
  });
}

const outcomes = ["completed", "completed", "completed", "failed", "abandoned"] as const;

const timeout = { "telltale.transaction.timeout_ms": 15 * minute };

/** Transactions of two types with the same ids: some are open, some ended twice, some records came twice, some ends without a begin. */
function transactionsOf(random: Random): RawRecord[] {
  const currency = random.pick(["EUR", "USD"]);
  return Array.from({ length: random.whole(20, 120) }, (_, index): RawRecord[] => {
    const type = random.pick(["purchase", "purchase", "refund"]);
    const isReused = random.chance(0.1);
    const id = `order-${isReused ? "again" : index}`;
    const began = isReused ? now - hour - random() * 10 * minute : now - random() * spread;
    const durationMs = random.whole(10, 40 * minute);
    const user = random.chance(0.7) ? `person-${random.whole(0, 20)}` : "";
    const session = random.chance(0.7) ? `visit-${random.whole(0, 30)}` : "";
    const attributes = {
      "telltale.transaction.type": type,
      "telltale.transaction.id": id,
      ...(random.chance(0.8) && {
        "telltale.transaction.amount": String(random.whole(1, 99_999) / 100),
        "telltale.transaction.currency": random.chance(0.9) ? currency : "GBP",
      }),
    };
    const common = { service: "shop", environment: "production", user, session };
    const records: RawRecord[] = [];
    if (random.chance(0.8))
      records.push({
        ...common,
        uid: `${index}-started`,
        event: "telltale.transaction.started",
        at: began,
        // some are over after a time, in which many have no end
        attributes: index % 3 === 2 ? { ...attributes, ...timeout } : attributes,
      });
    const ends = random.pick([0, 1, 1, 1, 1, 1, 2]);
    // an end may leave out what the begin says, and a second one may correct it
    const ofEnd = (end: number): RawRecord["attributes"] => {
      const {
        "telltale.transaction.amount": amount,
        "telltale.transaction.currency": code,
        ...others
      } = attributes;
      if (amount === undefined || (index % 4 === 0 && end === 0)) return others;
      return end === 0
        ? attributes
        : {
            ...attributes,
            "telltale.transaction.amount": `${index + 1}.5`,
            "telltale.transaction.currency": code!,
          };
    };
    for (let end = 0; end < ends; end++)
      records.push({
        ...common,
        uid: `${index}-ended-${end}`,
        event: "telltale.transaction.ended",
        at: began + durationMs + end * random.whole(1, 20 * minute),
        attributes: {
          ...ofEnd(end),
          "telltale.transaction.outcome": random.pick(outcomes),
          "telltale.transaction.reason": random.pick(["declined", "too slow"]),
          "telltale.transaction.duration_ms": durationMs,
        },
      });
    const stored = records.filter(({ at }) => at < now);
    return random.chance(0.1) ? [...stored, ...stored] : stored;
  }).flat();
}

const steps = ["cart", "address", "pay"] as const;

/** People on their way through a funnel: several visits each, steps again, records without a person. */
function stepsOf(random: Random): RawRecord[] {
  return Array.from({ length: random.whole(10, 60) }, (_, index): RawRecord[] => {
    const begin = now - random() * spread;
    const far = random.whole(1, 3);
    const user = random.chance(0.7) ? `person-${random.whole(0, 20)}` : "";
    const session = random.chance(0.8) ? `visit-${index}` : "";
    const common = { service: "shop", environment: "production", user, session };
    const taken = steps.slice(0, far).map((step, place): RawRecord => ({
      ...common,
      uid: `${index}-${step}`,
      event: "telltale.journey.step",
      at: begin + place * random.whole(1, 300) * 1000,
      attributes: {
        "telltale.journey.name": "checkout",
        "telltale.journey.step": step,
        "telltale.journey.step_index": place,
      },
    }));
    // a page may say so again and again
    const left = Array.from({ length: random.pick([0, 0, 1, 3]) }, (_none, time): RawRecord => ({
      ...common,
      uid: `${index}-left-${time}`,
      event: "telltale.journey.abandoned",
      at: begin + 400_000 + time * 1000,
      attributes: {
        "telltale.journey.name": "checkout",
        "telltale.journey.step": taken.at(-1)!.attributes["telltale.journey.step"]!,
        "telltale.journey.reason": random.pick(["too dear", "no time"]),
      },
    }));
    return [...taken, ...left];
  })
    .flat()
    .filter(({ at }) => at < now);
}

// People on their way through a funnel and a journey at random: what makes figures of people differ is in every store.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawRecord, RawSpan, Telemetry } from "./telemetry.ts";

const minute = 60_000;
const hour = 60 * minute;
/** How long there is telemetry, up to now. */
const spread = 60 * hour;

export const funnelSteps = ["cart", "address", "pay", "thanks"] as const;
export const journeys = ["checkout", "browsing", "kiosk"] as const;
const pages = ["home", "search", "product"] as const;
export const people: readonly string[] = Array.from({ length: 12 }, (_, index) => `person-${index}`);

export function visitTelemetryOf(seed: number): Telemetry {
  // other choices than those of the shop with the same seed
  const random = randomOf(seed * 7919);
  const visits = Array.from({ length: random.whole(30, 120) }, (_, index) => visitOf(random, index));
  const stored = visits.flatMap(({ records, spans }) => ({
    records: records.filter(isPast),
    spans: spans.filter(isPast),
  }));
  return {
    spans: stored.flatMap(({ spans }) => spans),
    // senders repeat what was not acknowledged, at once or much later
    records: stored.flatMap(({ records }) => (random.chance(0.15) ? [...records, ...records] : records)),
    ...rangeOf(random),
  };
}

const isPast = ({ at }: { readonly at: number }): boolean => at < now;

/** From minutes to days, and ends now or at any millisecond. */
function rangeOf(random: Random): { readonly from: number; readonly to: number } {
  const to = random.chance(0.4) ? now : now - random.whole(1, 20 * hour);
  return {
    from: to - random.pick([random.whole(hour, 6 * hour), 24 * hour, random.whole(20, 50) * hour]),
    to,
  };
}

/** Between two steps of a person: within a visit, or just long enough for another one. */
const pauses = [1000, 20_000, minute, 5 * minute, 30 * minute - 1, 30 * minute, 30 * minute + 1, 45 * minute];

interface Walk {
  readonly records: readonly RawRecord[];
  readonly spans: readonly RawSpan[];
}

function visitOf(random: Random, index: number): Walk {
  const isFunnel = random.chance(0.7);
  // no person is known at the kiosk
  const name = isFunnel ? "checkout" : random.pick(["browsing", "browsing", "kiosk"]);
  const isKnown = name !== "kiosk";
  // a visit may be of a user throughout, from some step on, or of no known one; a session may be another person's, or one of long ago
  const user = isKnown && random.chance(0.75) ? random.pick(people) : "";
  const knownFrom = random.chance(0.5) ? 0 : random.whole(0, 3);
  const session =
    isKnown && random.chance(0.75) ? `visit-${random.chance(0.8) ? index : random.whole(0, 30)}` : "";
  const plan = random.pick(["free", "pro"]);
  const hasPlan = random.pick(["all", "all", "some", "none"]);
  const environment = random.chance(0.1) ? "staging" : "production";
  const steps = isFunnel
    ? funnelWalk(random)
    : Array.from({ length: random.whole(1, 8) }, () => random.pick(pages));
  const records: RawRecord[] = [];
  const spans: RawSpan[] = [];
  // no two records are of the same time
  let at = now - Math.floor((random() * spread) / 1000) * 1000 + index;
  let pause = Infinity;
  for (const [place, step] of steps.entries()) {
    const service = random.chance(0.7) ? "shop" : "web";
    // what follows soon may be of the same request
    const before = records.at(-1)?.trace;
    const isSame = before !== undefined && pause <= 1000 && random.chance(0.7);
    const trace = isSame ? before : random.chance(0.6) ? `visit-${index}-${place}` : undefined;
    const position = funnelSteps.indexOf(step as (typeof funnelSteps)[number]);
    records.push({
      uid: `visit-${index}-${place}`,
      event: "telltale.journey.step",
      service,
      environment,
      at,
      user: place < knownFrom ? "" : user,
      session,
      ...(trace !== undefined && { trace }),
      attributes: {
        "telltale.journey.name": name,
        "telltale.journey.step": step,
        ...(isFunnel && { "telltale.journey.step_index": position }),
        ...((hasPlan === "all" || (hasPlan === "some" && random.chance(0.5))) && { plan }),
        ...(random.chance(0.5) && { engagement: random.whole(0, 100) / 100 }),
      },
    });
    if (trace !== undefined && random.chance(0.8) && !spans.some((span) => span.trace === trace))
      spans.push(spanOf(random, trace, service, environment, at));
    pause = random.pick(pauses) + (random.chance(0.3) ? random.whole(1, 10 * minute) : 0);
    at += pause;
  }
  const last = records.at(-1)!;
  for (let time = 0; time < random.pick([0, 0, 1, 3]); time++)
    records.push({
      ...last,
      uid: `visit-${index}-left-${time}`,
      event: "telltale.journey.abandoned",
      at: at + 7 + time * 1000,
      attributes: {
        ...last.attributes,
        "telltale.journey.reason": random.pick(["too dear", "no time"]),
      },
    });
  return { records, spans };
}

/** Steps in order, some of them again, some left out, and some from the beginning. */
function funnelWalk(random: Random): readonly string[] {
  const walk: string[] = [];
  let place = random.chance(0.9) ? 0 : 1;
  for (let taken = random.whole(1, 9); taken > 0 && place < funnelSteps.length; taken--) {
    walk.push(funnelSteps[place]!);
    if (random.chance(0.15)) continue;
    place = random.chance(0.15) ? random.whole(0, place) : place + (random.chance(0.9) ? 1 : 2);
  }
  return walk;
}

function spanOf(random: Random, trace: string, service: string, environment: string, at: number): RawSpan {
  return {
    trace,
    id: "a",
    parent: "",
    isRemote: false,
    service,
    version: "1",
    environment,
    name: random.pick(["GET /page", "POST /step"]),
    kind: "server",
    at: at - 5,
    durationMs: random.whole(10, 900),
    failed: random.chance(0.2),
    weight: 1,
    attributes: {},
  };
}

// Rows with attributes as applications send them, and a selection of them whose cause is known: skewed and rare values, attributes that go
// together, attributes that many rows lack, ids, and numbers with long tails.
import { createRandom, type Random } from "./random.ts";

export interface Row {
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  selected: boolean;
}

export type CausePart =
  | { readonly key: string; readonly kind: "value"; readonly value: string }
  | { readonly key: string; readonly kind: "absent" }
  | { readonly key: string; readonly kind: "atLeast"; readonly threshold: number };

export interface Planted {
  readonly rows: readonly Row[];
  /** What the selection was made by; empty for a random split. */
  readonly cause: readonly CausePart[];
}

export type Plan = "single" | "pair" | "random";

/** Rows of one data set. The same seed gives the same rows. */
export function plantRows(plan: Plan, seed: number): Planted {
  const random = createRandom(seed);
  const count = 3000 + random.below(9000);
  const rows = makeRows(random, count);
  if (plan === "random") {
    const share = 0.01 + 0.3 * random.next() ** 2;
    for (const row of rows) row.selected = random.next() < share;
    return { rows, cause: [] };
  }
  for (;;) {
    const cause =
      plan === "single" ? [choosePart(random, rows)] : [choosePart(random, rows), choosePart(random, rows)];
    const met = rows.filter((row) => cause.every((part) => meets(row, part)));
    if (!isPlausible(cause, met.length, rows)) continue;
    // The cause makes a row a part of the selection often, but not always; other rows are in it for other reasons.
    const often = 0.25 + 0.65 * random.next();
    const seldom = (0.1 + 0.9 * random.next()) * Math.min(0.04, (met.length / rows.length) * often);
    const meeting = new Set(met);
    for (const row of rows) row.selected = random.next() < (meeting.has(row) ? often : seldom);
    const selected = rows.filter((row) => row.selected).length;
    if (selected >= 40 && selected <= rows.length / 2) return { rows, cause };
  }
}

export function meets(row: Row, part: CausePart): boolean {
  if (part.kind === "value") return row.texts.get(part.key) === part.value;
  if (part.kind === "absent") return !row.texts.has(part.key) && !row.numbers.has(part.key);
  return (row.numbers.get(part.key) ?? -Infinity) >= part.threshold;
}

/** Frequent enough to be found, and not nearly everything; both parts of a pair matter, and neither implies the other. */
function isPlausible(cause: readonly CausePart[], met: number, rows: readonly Row[]): boolean {
  const share = met / rows.length;
  if (share < 0.015 || share > 0.4) return false;
  if (cause.length === 1) return true;
  if (cause[0]!.key === cause[1]!.key) return false;
  return cause.every((part) => {
    const alone = rows.filter((row) => meets(row, part)).length / rows.length;
    return alone < 0.6 && share / alone < 0.6;
  });
}

const optional = ["db.system", "messaging.system", "feature.flag", "coupon.code", "retry.count", "cache.hit"];

function choosePart(random: Random, rows: readonly Row[]): CausePart {
  const row = rows[random.below(rows.length)]!;
  const turn = random.next();
  if (turn < 0.1) return { key: optional[random.below(optional.length)]!, kind: "absent" };
  if (turn < 0.25) {
    const [key, threshold] = [...row.numbers][random.below(row.numbers.size)]!;
    return { key, kind: "atLeast", threshold };
  }
  const [key, value] = [...row.texts][random.below(row.texts.size)]!;
  return { key, kind: "value", value };
}

const pick = (random: Random, name: string, count: number, exponent?: number): string =>
  `${name}-${random.skewed(count, exponent)}`;

/** Rows in traces of one to five that share what belongs to the request. */
function makeRows(random: Random, count: number): Row[] {
  const rows: Row[] = [];
  const regions = 3 + random.below(3);
  const releases = 2 + random.below(2);
  for (let trace = 0; rows.length < count; trace += 1) {
    const service = pick(random, "service", 8);
    const version = random.skewed(releases, 1.6);
    const host = random.skewed(12, 1.02);
    const texts = new Map<string, string>([
      ["trace.ref", `t-${trace}`],
      ["service.name", service],
      ["name", `${service} ${pick(random, "operation", 6)}`],
      ["service.version", `2.${40 + version}.0`],
      // Goes with the version, and with the host: the very same rows, or nearly.
      ["deployment.id", `deploy-${version}`],
      ["host.name", `host-${host}`],
      ["k8s.node.name", `node-${host}`],
      ["cloud.zone", `zone-${host % 3}`],
      ["cloud.region", pick(random, "region", regions)],
      ["http.request.method", random.next() < 0.7 ? "GET" : "POST"],
      ["http.route", `/${pick(random, "route", 30)}`],
      ["customer.tier", pick(random, "tier", 3, 1.6)],
      ["country", pick(random, "country", 40)],
      ["browser.name", pick(random, "browser", 6)],
      ["device.model", pick(random, "device", 200)],
      ["user.id", `u-${random.skewed(2000, 1.01)}`],
      ["order.id", `order-${trace}`],
    ]);
    const tier = texts.get("customer.tier")!;
    texts.set("customer.segment", random.next() < 0.85 ? `segment of ${tier}` : "segment of others");
    if (random.next() < 0.4) texts.set("payment.provider", pick(random, "provider", 4, 1.02));
    if (random.next() < 0.3) texts.set("db.system", pick(random, "db", 3));
    if (random.next() < 0.1) texts.set("messaging.system", "kafka");
    if (random.next() < 0.6) texts.set("feature.flag", pick(random, "flag", 5));
    if (random.next() < 0.15) texts.set("coupon.code", pick(random, "coupon", 60));
    if (random.next() < 0.5) texts.set("cache.hit", String(random.next() < 0.8));
    if (random.next() < 0.2) texts.set("retry.count", String(1 + random.skewed(4)));
    const numbers = new Map<string, number>([
      ["duration", random.longTailed(80, 1.2)],
      ["cart.value", random.longTailed(45, 0.9)],
      ["response.size", random.longTailed(20_000, 1.5)],
    ]);
    if (random.next() < 0.5) numbers.set("queue.wait", random.longTailed(5, 1));
    rows.push({ texts, numbers, selected: false });
  }
  return rows;
}

// Findings of detectors at random: the same place in many traces, sampled or not, with transactions that several traces
// share; some places are found seldom, so that they are new in a range.
import { fingerprintOf } from "../../src/bottlenecks/finding.ts";
import type { StoredFinding } from "../../src/store/findings.ts";
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";
import { idOf, traceIdOf } from "./store.ts";

const places = [
  ["repeated-queries", "shop", "POST /buy", "SELECT a FROM b"],
  ["repeated-queries", "shop", "GET /cart", "SELECT a FROM b"],
  ["repeated-calls", "payment", "charge", "GET /rates"],
  ["large-payload", "shop", "GET /cart", "GET /stock"],
] as const;

export function findingsOf(seed: number): StoredFinding[] {
  const random = randomOf(seed + 9000);
  return Array.from({ length: random.whole(10, 120) }, (_, index): StoredFinding => {
    const [kind, service, operation, target] = random.chance(0.2)
      ? (["large-payload", "shop", `GET /rare/${random.whole(0, 9)}`, "GET /stock"] as const)
      : random.pick(places);
    const environment = random.chance(0.1) ? "staging" : "production";
    const traceId = traceIdOf(`trace-${index}`);
    const savedMs = random.whole(1, 9000) / 4;
    return {
      tenant: "",
      fingerprint: fingerprintOf([kind, service, environment, operation, target]),
      traceId,
      startUs: Math.floor(now - random() * 5 * 3_600_000) * 1000,
      kind,
      shape: "consecutive",
      service,
      environment,
      version: random.pick(["", "1", "2"]),
      operation,
      target,
      spanIds: [Buffer.from(idOf(`span-${index}`, 8)).toString("hex")],
      count: random.whole(2, 40),
      totalMs: savedMs + random.whole(0, 100),
      savedMs,
      size: kind === "large-payload" ? random.whole(1, 9_000_000) : 0,
      weight: random.pick([1, 1, 4, 100]),
      transactions: Array.from({ length: random.pick([0, 0, 1, 2]) }, () => random.whole(0, 9)).map(
        (order) => ({
          traceId,
          type: "purchase",
          key: String(order),
          amountText: `${order * 10}.25`,
          currencyCode: order % 3 === 0 ? "EUR" : "USD",
        }),
      ),
      gone: random.chance(0.1),
    };
  });
}

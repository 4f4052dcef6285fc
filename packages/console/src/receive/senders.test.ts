import { expect, test } from "vitest";
import { attributes } from "../../test/support/messages.ts";
import { readSentTimes, type Sender } from "./sender.ts";
import { createSenders } from "./senders.ts";

const begin = Date.UTC(2026, 0, 1);
const iso = (ms: number): string => new Date(begin + ms).toISOString();
let clock = 0;
const now = (): number => begin + clock;

const of = (
  ...services: string[]
): { readonly resource: { attributes: ReturnType<typeof attributes>; droppedAttributesCount: number } }[] =>
  services.map((service) => ({
    resource: { attributes: attributes({ "service.name": service }), droppedAttributesCount: 0 },
  }));

const from = (atMs: number, oldestAgeMs?: number, tenant = ""): Sender => ({
  tenant,
  sent: { atMs: begin + atMs, oldestAgeMs },
});

test("has the newest time of sending of a service, and the lag of the signal that is latest", () => {
  const senders = createSenders(now);
  clock = 5000;
  senders.note("logs", of("cart"), from(4900, 60_000));
  senders.note("traces", of("cart"), from(4800, 300));
  const [cart] = senders.list(undefined);
  expect(cart).toEqual({ service: "cart", receivedAt: iso(5000), sentAt: iso(4900), lagMs: 60_000 });
  clock = 9000;
  senders.note("logs", of("cart"), from(8900, 20));
  expect(senders.list("")).toEqual([
    { service: "cart", receivedAt: iso(9000), sentAt: iso(8900), lagMs: 300 },
  ]);
});

test("a sender that does not say has no lag: it is unknown", () => {
  const senders = createSenders(now);
  clock = 1000;
  senders.note("traces", of("other", "other", "third"), { tenant: "" });
  expect(senders.list(undefined)).toEqual([
    { service: "other", receivedAt: iso(1000), sentAt: null, lagMs: null },
    { service: "third", receivedAt: iso(1000), sentAt: null, lagMs: null },
  ]);
});

test("tenants see their own services", () => {
  const senders = createSenders(now);
  senders.note("logs", of("cart"), from(1, 1, "a"));
  senders.note("logs", of("cart"), from(2, 2, "b"));
  expect(senders.list("a").map(({ lagMs }) => lagMs)).toEqual([1]);
  expect(senders.list(undefined)).toHaveLength(2);
});

test("forgets the service that was silent for longest when there are too many", () => {
  const senders = createSenders(now, 2);
  for (const service of ["a", "b", "a", "c"]) senders.note("logs", of(service), { tenant: "" });
  expect(senders.list(undefined).map(({ service }) => service)).toEqual(["a", "c"]);
});

test.each([
  [{}, undefined],
  [{ "telltale-oldest-age-ms": "5" }, undefined],
  [{ "telltale-sent-at": "1764127186123" }, { atMs: 1_764_127_186_123, oldestAgeMs: undefined }],
  [
    { "telltale-sent-at": "1764127186123", "telltale-oldest-age-ms": "5" },
    { atMs: 1_764_127_186_123, oldestAgeMs: 5 },
  ],
  [{ "telltale-sent-at": "-1" }, undefined],
  [{ "telltale-sent-at": "9999999999999999" }, undefined],
  [{ "telltale-sent-at": ["1", "2"] }, undefined],
] as const)("reads %j as %j", (headers: Readonly<Record<string, unknown>>, times) => {
  expect(readSentTimes((name) => headers[name])).toEqual(times);
});

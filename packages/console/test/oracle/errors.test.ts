// Figures of errors against the oracle.
import type { ErrorGroup, ErrorResult, ErrorsResult, ErrorText, Money } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import {
  type AtRisk,
  atRiskOf,
  type ErrorFilter,
  figuresOfGroup,
  groupsIn,
  matching,
  newGroups,
  occurrences,
  sharedWords,
  storedErrors,
} from "./errors.ts";
import { errorTelemetryOf } from "./generate-errors.ts";
import { seeds } from "./seeds.ts";
import { addErrors } from "./store-errors.ts";
import { storeOf } from "./store.ts";
import { between } from "./requests.ts";
import type { RawError } from "./telemetry.ts";

/** What the messages of each group may say: of the sentences the one with most errors is expected. */
const sentences: Readonly<Record<string, readonly RegExp[]>> = {
  provider: [/^(\w+) did not answer in 1500 ms$/, /^(no) route to host$/],
  mails: [/^(the) mailbox is full$/],
  stock: [/^no stock of (\S+) left$/],
};
const filters: readonly (readonly [string, ErrorFilter])[] = [
  ["", {}],
  ["&service=shop", { service: "shop" }],
  ["&environment=staging", { environment: "staging" }],
  ["&handled=false", { handled: false }],
];
/** Of lists only. */
const searched: (typeof filters)[number] = ["&search=nordpay", { search: "nordpay" }];
const iso = (ms: number): string => new Date(ms).toISOString();
const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;

describe.each(seeds)("store %i", (seed) => {
  const { errors, records, ...period } = errorTelemetryOf(seed);
  const range = `from=${iso(period.from)}&to=${iso(period.to)}`;
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf({ spans: [], records, ...period }, seed);
    await addErrors(api, errors, seed);
  });
  afterAll(() => api.close());

  const list = (query: string): Promise<ErrorsResult> => api.get(`/api/errors?${range}${query}`);

  test.each([...filters, searched])(
    "the list%s has the figures of each group, and what is at risk",
    async (query, filter) => {
      const groups = groupsIn(matching(errors, filter), period);
      const { items, total } = await list(query);
      expect([items.length, total]).toEqual([groups.size, groups.size]);
      for (const group of items) {
        const own = groups.get(group.fingerprint)!;
        expect(figures(group)).toEqual({
          ...figuresOfGroup(own),
          services: [...new Set(own.map(({ service }) => service))].toSorted(),
          first: Math.min(...own.map(({ at }) => at)),
          last: Math.max(...own.map(({ at }) => at)),
          trend: occurrences(own),
          atRisk: atRiskOf(own, records, period),
        });
        expectText(group.text, own);
        expectMostFrequent(group.message, own);
      }
    },
  );

  test("lists are in the order that is asked for", async () => {
    for (const [sort, rank] of [
      ["count", ({ count }: ErrorGroup) => count],
      ["users", ({ users }: ErrorGroup) => users],
      ["first", ({ firstNs }: ErrorGroup) => Number(BigInt(firstNs) / 1000n)],
      ["latest", ({ lastNs }: ErrorGroup) => Number(BigInt(lastNs) / 1000n)],
    ] as const) {
      const ranks = (await list(`&sort=${sort}`)).items.map(rank);
      expect([sort, ranks]).toEqual([sort, ranks.toSorted((a, b) => b - a)]);
    }
  });

  test.each(filters)(
    "new groups%s are those that were first seen in the range, if a day before is known",
    async (query, filter) => {
      const first = Math.min(...[...errors, ...records].map(({ at }) => at));
      const there = newGroups(matching(errors, "handled" in filter ? {} : filter), period, first);
      const expected = [...groupsIn(matching(errors, filter), period).keys()].filter((group) =>
        there.has(group),
      );
      const { items, areNewKnown } = await list(`&new=true${query}`);
      expect(areNewKnown).toBe(first <= period.from - 86_400_000);
      expect(items.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(expected.toSorted());
      // what the page shows as first seen is in the range, too
      const { items: all } = await list(query);
      const seen = all.filter(({ firstSeenNs }) => Number(BigInt(firstSeenNs) / 1_000_000n) >= period.from);
      const asSeen = areNewKnown ? seen.map(({ fingerprint }) => fingerprint) : [];
      expect(asSeen.toSorted()).toEqual(expected.toSorted());
    },
  );

  test.each(filters)(
    "a group%s has the list's figures, and those of versions, people and steps",
    async (query, filter) => {
      for (const listed of (await list(query)).items) {
        const result = await api.get<ErrorResult>(`/api/errors/${listed.fingerprint}?${range}${query}`);
        const { trend: _, ...ofList } = listed;
        expect(result.group).toMatchObject(ofList);
        const { handled: _handled, ...place } = filter;
        const all = matching(errors, place).filter(({ fingerprint }) => fingerprint === listed.fingerprint);
        // versions are those of all time, handled or not
        const byVersion = Map.groupBy(all, ({ version }) => version);
        expect(
          new Map(result.releases.map(({ version, count, stored }) => [version, [count, stored]])),
        ).toEqual(
          new Map([...byVersion].map(([version, own]) => [version, [occurrences(own), storedErrors(own)]])),
        );
        const own = between(matching(all, filter), period);
        const byPerson = Map.groupBy(
          own.filter(({ user }) => user !== ""),
          ({ user }) => user,
        );
        expect(new Map(result.people.map(({ user, count, stored }) => [user, [count, stored]]))).toEqual(
          new Map([...byPerson].map(([user, some]) => [user, [occurrences(some), storedErrors(some)]])),
        );
        expect(result.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(occurrences(own));
      }
    },
  );
});

testAskedRoutes("errors.test.ts");

function figures(group: ErrorGroup): object {
  const { count, stored, unhandledCount, users, sessions, services, firstNs, lastNs, trend } = group;
  return {
    count,
    stored,
    unhandledCount,
    users,
    sessions,
    services,
    first: Number(BigInt(firstNs) / 1_000_000n),
    last: Number(BigInt(lastNs) / 1_000_000n),
    trend: trend.reduce((sum, value) => sum + value, 0),
    atRisk: toAtRisk(group.atRisk, group.unfinishedTransactions),
  };
}

function toAtRisk(amounts: readonly Money[] | null, transactions: number | null): AtRisk {
  const cents = amounts!.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]);
  return { transactions: transactions!, cents: Object.fromEntries(cents) as AtRisk["cents"] };
}

function expectMostFrequent(message: string, own: readonly RawError[]): void {
  const byMessage = Map.groupBy(own, (error) => error.message);
  const counts = [...byMessage.values()].map(occurrences);
  expect(occurrences(byMessage.get(message) ?? [])).toBe(Math.max(...counts));
}

function expectText({ template, share, parts }: ErrorText, own: readonly RawError[]): void {
  const [most] = sentences[own[0]!.fingerprint]!.map((sentence) => sharedWords(own, sentence)).toSorted(
    (a, b) => b.share - a.share,
  );
  const shares = [...most!.values.values()].toSorted((a, b) => b - a).slice(0, 3);
  expect({ template, share, parts: parts.map((part) => part.map((one) => one.share)) }).toEqual({
    template: most!.template,
    share: close(most!.share),
    parts: shares.length === 0 ? [] : [shares.map(close)],
  });
  for (const { value, share: found } of parts[0] ?? []) expect(most!.values.get(value)).toBeCloseTo(found, 6);
}

// What the catalog says arrived, against the oracle: how often, of whom, in the full hours around the range.
import type {
  CatalogKind,
  CatalogObservedResult,
  CatalogResult,
  CatalogThing,
  CatalogThingResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, now, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { close, inOrder, periodOf, rangeOf, sum } from "./figures.ts";
import { storedErrors } from "./errors.ts";
import { errorTelemetryOf } from "./generate-errors.ts";
import { telemetryOf } from "./generate.ts";
import { once } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addSignals } from "./signals-store.ts";
import { signalsOf } from "./signals.ts";
import { addErrors } from "./store-errors.ts";
import { receivedOf } from "./store.ts";
import type { RawError, RawRecord, RawSpan } from "./telemetry.ts";

const hour = 3_600_000;

interface Sent {
  readonly kind: CatalogKind;
  readonly name: string;
  readonly count: number;
  readonly services: readonly string[];
}

describe.each(seeds)("store %i", (seed) => {
  const telemetry = telemetryOf(seed);
  const signals = signalsOf(seed);
  const { errors } = errorTelemetryOf(seed);
  const records = [...telemetry.records, ...signals.records];
  const range = rangeOf(telemetry);
  const hours: Period = {
    from: Math.floor(telemetry.from / hour) * hour,
    to: Math.ceil(telemetry.to / hour) * hour,
  };
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ ...telemetry, records }, seed);
    await addSignals(api, { ...signals, logs: signals.logs.filter(({ event }) => event !== "exception") });
    await addErrors(api, errors, seed);
  });
  afterAll(() => api.close());

  const spans: readonly Spanned[] = between([...telemetry.spans, ...spansOf(errors)], hours);
  const seconds = (Math.min(hours.to, now) - hours.from) / 1000;

  function toSent<Item extends { readonly service: string }>(
    kind: CatalogKind,
    items: readonly Item[],
    nameOf: (item: Item) => string,
    countOf: (own: readonly Item[]) => number = ({ length }) => length,
  ): Sent[] {
    return [...Map.groupBy(items, nameOf)].map(([name, own]) => ({
      kind,
      name,
      count: countOf(own),
      services: [...new Set(own.map(({ service }) => service))].toSorted(),
    }));
  }

  const events = [
    ...signals.logs.filter(({ event }) => event === "voucher.rejected"),
    ...errors.filter(({ from }) => from === "record").map((error) => ({ ...error, event: "exception" })),
  ];
  /** Transactions and workflows by their ids, steps of journeys one by one, errors as they are stored. */
  const sent = [
    ...toSent(
      "event",
      between<{ readonly at: number; readonly service: string; readonly event: string }>(events, hours),
      ({ event }) => event,
    ),
    ...toSent("error", between(errors, hours), ({ type }) => type, storedErrors),
    ...(["transaction", "journey", "workflow"] as const).flatMap((kind) =>
      toSent(
        kind,
        recordsOf(kind),
        (record) => nameOf(kind, record),
        kind === "journey"
          ? undefined
          : (own) => new Set(own.map(({ attributes }) => attributes[`telltale.${kind}.id`])).size,
      ),
    ),
  ];

  function recordsOf(kind: string): readonly RawRecord[] {
    return between(once(records), hours).filter(({ event }) => event.startsWith(`telltale.${kind}.`));
  }

  test("what arrived has its counts and rates, by name", async () => {
    const result = await api.get<CatalogObservedResult>(`/api/catalog/observed?${range}`);
    expect(periodOf(result)).toEqual(hours);
    const lists = {
      event: "events",
      error: "errors",
      transaction: "transactions",
      journey: "journeys",
      workflow: "workflows",
    } as const;
    for (const [kind, list] of Object.entries(lists))
      expect([
        kind,
        inOrder(
          result[list].map(({ name, count, perSecond, services }) => ({ name, count, perSecond, services })),
        ),
      ]).toEqual([
        kind,
        inOrder(
          sent
            .filter((one) => one.kind === kind)
            .map(({ name, count, services }) => ({
              name,
              count,
              perSecond: close(count / seconds),
              services,
            })),
        ),
      ]);
    const groups = Map.groupBy(spans, ({ service, name, kind }) => JSON.stringify([service, name, kind]));
    expect(
      Object.fromEntries(
        result.spans.map(({ service, name, kind, count, errors: failed }) => [
          JSON.stringify([service, name, kind]),
          [count, failed],
        ]),
      ),
    ).toEqual(
      Object.fromEntries(
        [...groups].map(([key, own]) => [key, [own.length, own.filter(({ failed }) => failed).length]]),
      ),
    );
  });

  test("the list has the same counts, and by state and kind as many things as it has", async () => {
    const result = await api.get<CatalogResult>(`/api/catalog?${range}`);
    const { items } = await allPages<CatalogThing>(api, `/api/catalog?${range}&limit=50`);
    const expected = [...toSent("span", spans, ({ name }) => name), ...sent];
    const kinds = new Set(expected.map(({ kind }) => kind));
    expect(
      inOrder(
        items
          .filter(({ kind }) => kinds.has(kind))
          .map(({ kind, name, count, services }) => ({ kind, name, count, services: services.toSorted() })),
      ),
    ).toEqual(inOrder(expected));
    expect([sum(Object.values(result.states)), sum(Object.values(result.kinds))]).toEqual([
      items.length,
      items.length,
    ]);
    const parts = expected.filter((one) => one.kind === "span" || one.kind === "event");
    for (const { kind, name, count } of parts) {
      const one = await api.get<CatalogThingResult>(
        `/api/catalog/${kind}/${encodeURIComponent(name)}?${range}`,
      );
      expect([kind, name, one.thing.count, sum(one.versions.map((version) => version.count))]).toEqual([
        kind,
        name,
        count,
        count,
      ]);
    }
  });
});

testAskedRoutes("catalog.test.ts");

type Spanned = Pick<RawSpan, "at" | "service" | "name" | "kind" | "failed">;

/** The spans that recorded them. */
function spansOf(errors: readonly RawError[]): readonly Spanned[] {
  return errors
    .filter(({ from }) => from === "span")
    .map(({ at, service, isHandled }) => ({
      at,
      service,
      name: "work",
      kind: "internal",
      failed: !isHandled,
    }));
}

const nameOf = (kind: string, { attributes }: RawRecord): string =>
  String(attributes[`telltale.${kind}.${kind === "journey" ? "name" : "type"}`]);

// Findings of the live check against the oracle: for how many spans and records each holds, by level and id, in full hours.
import type { CatalogFinding, CatalogFindingsResult } from "contract";
import type { AnyValue } from "otlp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addLogs } from "../../src/receive/logs.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { addSpans } from "../../src/receive/traces.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { allPages, now, openApi, type TestApi } from "../api/harness.ts";
import { makeLog, makeLogs, makeSpan, makeTraces } from "../support/messages.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { countBy, periodOf, rangeOf } from "./figures.ts";
import {
  declaredAttributes,
  declaredSignals,
  declaredTelemetryOf,
  type RawItem,
} from "./generate-declared.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { drain, idOf, resourceOf, toNs } from "./store.ts";

const hour = 3_600_000;

describe.each(seeds)("store %i", (seed) => {
  const { items, from, to } = declaredTelemetryOf(seed);
  const hours: Period = { from: Math.floor(from / hour) * hour, to: Math.ceil(to / hour) * hour };
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi();
    await api.write((sink) => {
      declareAll(sink);
      send(sink, items);
    });
  });
  afterAll(() => api.close());

  const list = async (more: string): Promise<CatalogFinding[]> =>
    (await allPages<CatalogFinding>(api, `/api/catalog/findings?${rangeOf({ from, to })}${more}&limit=20`))
      .items;

  test.each([
    ["", () => true],
    ["&service=payment", ({ service }: RawItem) => service === "payment"],
  ] as const)("findings%s hold for so many spans and records", async (query, holds) => {
    const found = await list(query);
    const own = between(items, hours).filter(holds);
    expect(toCounts(found)).toEqual(expectedCounts(own));
    // values are known by key, not by service
    const values = own
      .map(({ attributes }) => attributes["tier.level"])
      .filter((value) => value === "platinum");
    const undefinedValues = found
      .filter(({ id }) => id === "undefined_enum_variant")
      .map(({ context }) => context["attribute_value"]);
    expect(undefinedValues).toEqual([...new Set(values)]);
    const names = [
      ...own.map(({ name }) => name),
      ...own.flatMap(({ attributes }) => Object.keys(attributes)),
    ];
    const declared = [...Object.keys(declaredSignals), "unused.thing"];
    const isRequired = (name: string): boolean => !(name in declaredSignals) || query === "";
    for (const name of declared.filter((one) => !names.includes(one)).filter(isRequired))
      expect(found).toContainEqual(
        expect.objectContaining({
          id: "dead_since",
          message: expect.stringContaining(`\`${name}\``) as string,
        }),
      );
  });

  test("levels and ids count the findings, and conditions choose them", async () => {
    const all = await list("");
    const range = rangeOf({ from, to });
    const result = await api.get<CatalogFindingsResult>(`/api/catalog/findings?${range}`);
    expect(periodOf(result)).toEqual(hours);
    expect([result.levels, result.ids]).toEqual([
      countBy(all, ({ level }) => level),
      countBy(all, ({ id }) => id),
    ]);
    const ofId = await list("&id=type_mismatch");
    expect(ofId).toEqual(all.filter(({ id }) => id === "type_mismatch"));
    const ofLevel = await list("&level=improvement&search=basket");
    expect(ofLevel).toEqual(
      all.filter(({ level, message, signalName, attribute }) => {
        const isNamed = [message, signalName, attribute].some((text) => text.includes("basket"));
        return level === "improvement" && isNamed;
      }),
    );
    const levels = all.map(({ level }) => ["violation", "improvement", "information"].indexOf(level));
    expect(levels).toEqual(levels.toSorted());
  });
});

testAskedRoutes("catalog-findings.test.ts");

const counted = [
  "missing_attribute",
  "missing_event",
  "type_mismatch",
  "required_attribute_not_present",
  "recommended_attribute_not_present",
];

function toCounts(found: readonly CatalogFinding[]): Record<string, number | null> {
  return Object.fromEntries(
    found
      .filter(({ id }) => counted.includes(id))
      .map(({ id, service, signalName, attribute, context, count }) => {
        const about = {
          missing_attribute: attribute,
          missing_event: signalName,
          type_mismatch: `${attribute} ${String(context["attribute_type"])}`,
        }[id];
        return [[id, service, about ?? `${signalName} ${attribute}`].join(" | "), count];
      }),
  );
}

function expectedCounts(own: readonly RawItem[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (id: string, { service }: RawItem, about: string): void => {
    const key = [id, service, about].join(" | ");
    counts[key] = (counts[key] ?? 0) + 1;
  };
  for (const item of own) {
    if (!(item.name in declaredSignals)) add("missing_event", item, item.name);
    const { required, recommended } = declaredSignals[item.name as keyof typeof declaredSignals] ?? none;
    for (const key of required)
      if (!(key in item.attributes)) add("required_attribute_not_present", item, `${item.name} ${key}`);
    // where no record of the version has it
    for (const key of recommended) {
      const alike = own.filter(
        ({ name, service, version }) =>
          name === item.name && service === item.service && version === item.version,
      );
      if (!alike.some(({ attributes }) => key in attributes))
        add("recommended_attribute_not_present", item, `${item.name} ${key}`);
    }
    for (const [key, value] of Object.entries(item.attributes)) {
      const declared =
        key in declaredAttributes ? declaredAttributes[key as keyof typeof declaredAttributes] : undefined;
      const type = typeof value === "bigint" ? "int" : typeof value === "number" ? "double" : "string";
      // a whole number is also one with a fraction
      const isRight = type === declared?.type || (type === "int" && declared?.type === "double");
      if (declared === undefined) add("missing_attribute", item, key);
      else if (!isRight) add("type_mismatch", item, `${key} ${type}`);
    }
  }
  return counts;
}

const none = { required: [], recommended: [] };

function declareAll(sink: RowSink): void {
  const declare = (kind: string, name: string, content: object): void =>
    sink.definition({
      tenant: "",
      kind,
      name,
      version: "",
      steps: [],
      states: [],
      transitionsJson: "",
      timeoutMs: 0,
      service: "shop",
      seenMs: now - 60_000,
      catalog: { name: "shop", version: "1", content: JSON.stringify(content), source: "" },
    });
  declare("catalog", "shop", {});
  for (const [name, attribute] of Object.entries(declaredAttributes)) {
    const members =
      "members" in attribute ? attribute.members.map((value) => ({ id: value, value })) : undefined;
    declare("catalog.attribute", name, { type: attribute.type, members });
  }
  for (const [name, { signal, required, recommended }] of Object.entries(declaredSignals))
    declare(`catalog.${signal}`, name, {
      ...(signal === "span" && { kind: "internal" }),
      attributes: [
        ...required.map((key) => ({ key, level: "required" })),
        ...recommended.map((key) => ({ key, level: "recommended" })),
      ],
    });
}

function send(sink: RowSink, items: readonly RawItem[]): void {
  const bounds = timeBounds(now);
  const rejections = createRejections("items");
  for (const item of items) {
    const resource = resourceOf({ ...item, environment: "production" });
    const attributes = new Map<string, AnyValue>(Object.entries(item.attributes));
    const time = toNs(item.at);
    drain(
      item.signal === "span"
        ? addSpans(
            makeTraces(
              [
                makeSpan({
                  traceId: idOf(item.id, 16),
                  spanId: idOf(item.id, 8),
                  name: item.name,
                  kind: 1,
                  startTimeUnixNano: time,
                  endTimeUnixNano: time + 1_000_000n,
                  attributes,
                }),
              ],
              resource,
            ),
            localSender,
            sink,
            bounds,
            rejections,
          )
        : addLogs(
            makeLogs(
              [
                makeLog({
                  timeUnixNano: time,
                  observedTimeUnixNano: time,
                  eventName: item.name,
                  body: null,
                  attributes: attributes.set("log.record.uid", item.id),
                }),
              ],
              resource,
            ),
            localSender,
            sink,
            bounds,
            { rejections, business: { received: 0, added: 0 } },
          ),
    );
  }
  if (rejections.count > 0) throw new Error(rejections.message());
}

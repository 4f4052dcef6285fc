// Facts of an application that follows its catalog.
import type { AttributeFact, Catalog, Facts, ObservedType, SignalFact } from "catalog";

export const hour = 3_600_000;
export const now: number = Date.UTC(2026, 0, 2);
export const from: number = now - 24 * hour;

/** Facts in which everything of `catalog` arrives as declared. */
export function telemetryOf(catalog: Catalog): Facts {
  const attribute = (key: string): AttributeFact => {
    const declared = catalog.attributes.find(({ name }) => name === key)!;
    const isTemplate = declared.type.startsWith("template[");
    const type = isTemplate ? declared.type.slice(9, -1) : declared.type;
    return {
      key: isTemplate ? `${key}.sample` : key,
      types: type === "any" ? ["string"] : [type as ObservedType],
      values: declared.members?.map(({ value }) => value) ?? [],
      distinct: 3,
      firstSeen: from - hour,
    };
  };
  const signal = (
    kind: SignalFact["kind"],
    { name, attributes }: { name: string; attributes: readonly { key: string }[] },
  ): SignalFact => ({
    kind,
    name,
    service: "shop",
    version: "1.0.0",
    count: 100,
    firstSeen: from - hour,
    lastSeen: now - 1,
    attributes: attributes.map(({ key }) => attribute(key)),
  });
  const used = new Set(
    catalog.entities.flatMap(({ identity, attributes }) => [
      ...identity,
      ...attributes.map(({ key }) => key),
    ]),
  );
  for (const { name } of catalog.attributes) used.add(name);
  return {
    from,
    to: now,
    signals: [
      ...catalog.spans.map((span) => ({ ...signal("span", span), spanKind: span.kind ?? "internal" })),
      ...catalog.transactions.map((one) => ({ ...signal("span", one), spanKind: "internal" as const })),
      ...catalog.metrics.map((metric) => ({
        ...signal("metric", metric),
        instrument: metric.instrument,
        unit: metric.unit,
        typical: 0.2,
        typicalBefore: 0.2,
      })),
      ...catalog.events.map((one) => signal("event", one)),
      ...catalog.logs.map((one) => signal("log", one)),
    ],
    resources: [{ service: "shop", version: "1.0.0", attributes: [...used].map(attribute) }],
  };
}

// In which times services served requests, from the roll-up by minute.
import { type Input, type Life, livesOf, namedService, type Reading, serviceKey } from "alerts/readings";
import { type Ask, ReadingMistake } from "./ask.ts";
import { fitParam } from "../../store/query/param-texts.ts";

interface DayRow {
  readonly name: string;
  /** Unix seconds. */
  readonly first: number;
  readonly last: number;
}

/** More names than that are not sent: all services are read. */
const mostNames = 250;
/** Services times days. */
const mostRows = 200_000;

/** The lives of `services` in a part of time, Unix ms; of all services without them. */
export async function readLives(
  ask: Ask,
  { from, to }: { readonly from: number; readonly to: number },
  services?: readonly string[],
): Promise<ReadonlyMap<string, readonly Life[]>> {
  // a rule may name what is too long to be sent, and to be the name of a service
  const names =
    services !== undefined && services.length <= mostNames
      ? fitParam(
          services.toSorted((a, b) => a.length - b.length),
          (name) => name,
        )
      : undefined;
  const rows = await ask<DayRow>("alert-service-beginnings", {
    fromMs: from,
    toMs: to,
    services: names,
    most: mostRows + 1,
  });
  if (rows.length > mostRows)
    throw new ReadingMistake("There are too many services to find when they began.");
  const parts = new Map<string, Life[]>();
  for (const { name, first, last } of rows) {
    const own = parts.get(name);
    const part: Life = [first * 1000, last * 1000];
    if (own === undefined) parts.set(name, [part]);
    else own.push(part);
  }
  return new Map([...parts].map(([name, own]) => [name, livesOf(own)]));
}

/** The services that inputs name, and those of the groups that have data. */
export function servicesIn(
  inputs: readonly Input[],
  readings: ReadonlyMap<string, Reading>,
): ReadonlySet<string> {
  const services = new Set<string>();
  for (const { id, source, groupBy, withBeginnings } of inputs) {
    if (withBeginnings !== true) continue;
    const named = namedService(source);
    if (named !== undefined) services.add(named);
    const reading = readings.get(id);
    if (named !== undefined || !groupBy.includes(serviceKey) || reading === undefined || "error" in reading)
      continue;
    for (const { labels } of reading.groups) if (labels[serviceKey]) services.add(labels[serviceKey]);
  }
  return services;
}

// What arrived of one thing. Facts of all things are not kept, and cost too much for each request.
import type { CatalogKind } from "contract";
import type { Arrivals, SeriesRow, ShapeRow } from "./arrivals.ts";

/** Rows of the thing; of an attribute those that carry it, without their other attributes. May pause after each row. */
export function* arrivalsOf(kind: CatalogKind, name: string, arrivals: Arrivals): Generator<void, Arrivals> {
  const isAttribute = kind === "attribute";
  const shapes: ShapeRow[] = [];
  for (const row of arrivals.shapes) {
    yield;
    const own = isAttribute ? withOnly(name, row) : row.name === name ? row : undefined;
    if (own !== undefined) shapes.push(own);
  }
  const series: SeriesRow[] = [];
  for (const row of arrivals.series) {
    yield;
    if (!isAttribute && row.name === name) series.push(row);
    if (isAttribute && row.keys.includes(name)) series.push({ ...row, keys: [name] });
  }
  const seriesAttributes = arrivals.seriesAttributes.filter(
    ({ metric, key }) => (isAttribute ? key : metric) === name,
  );
  return { ...arrivals, shapes, series, seriesAttributes, before: [], values: [], ids: [], resources: [] };
}

const none: readonly string[] = [];

function withOnly(key: string, row: ShapeRow): ShapeRow | undefined {
  const only = (keys: readonly string[]): readonly string[] => (keys.includes(key) ? [key] : none);
  const [strings, ints] = [only(row.strings), only(row.ints)];
  const [doubles, bools] = [only(row.doubles), only(row.bools)];
  const others = row.others.filter((pair) => pair.lastIndexOf("=") === key.length && pair.startsWith(key));
  const isIn = [strings, ints, doubles, bools, others].some(({ length }) => length > 0);
  return isIn ? { ...row, strings, ints, doubles, bools, others } : undefined;
}

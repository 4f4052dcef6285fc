// A handle on the series of several streams: readers that differ each have their own.
import { noAttributes } from "./attribute-set.ts";
import type { Series } from "./series.ts";

/** One series that records into all of `series`. */
export function fanOut(series: readonly Series[]): Series {
  const [first] = series;
  if (series.length === 1 && first !== undefined) return first;
  return {
    attributes: first?.attributes ?? noAttributes,
    start: first?.start ?? 0,
    record(value, attributes, context) {
      for (let at = 0; at < series.length; at++) (series[at] as Series).record(value, attributes, context);
    },
    read: () => undefined,
    reset() {},
  };
}

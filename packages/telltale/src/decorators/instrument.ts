// The instrument of a decorated function: made where it is decorated, when its name is known there, else at the first call.
import { isValidName } from "../engine/metrics/instrument-name.ts";
import type { InstrumentOptions } from "../metric.ts";
import { mergeAttributes } from "../engine/attributes/attribute-list.ts";
import { failedBy, outcomeOf } from "../engine/errors/outcome.ts";
import { type Call, extract, type Extracted } from "./call.ts";
import type { Site } from "./site.ts";

/** How calls are measured. */
export interface MeasureOptions<
  Self = unknown,
  Args extends readonly unknown[] = readonly unknown[],
  Result = unknown,
> extends InstrumentOptions {
  /** The metric's name. On a class it replaces the class's name. */
  readonly name?: string | undefined;
  /** More attributes: the same for every call, or a function of the call that has ended. Few values: each set is a series. */
  readonly attributes?: Extracted<object | undefined, Self, Args, Result> | undefined;
}

/** Gives the instrument of `site`, the same one each time once the site is known. */
export function instrumentAt<T>(
  site: Site,
  wanted: string | undefined,
  ending: string,
  make: (name: string) => T,
): () => T {
  let made: T | undefined;
  let madeAs: string | undefined;
  const get = (): T => {
    const name = wanted === undefined ? metricName(site.name, ending) : site.as(wanted);
    if (made === undefined || madeAs !== name) {
      made = make(name);
      madeAs = name;
    }
    return made;
  };
  // an invalid name is reported where it is given, as by `counter` and `timer`
  if (wanted !== undefined) get();
  return get;
}

/** How the call ended, with what was asked for besides. */
export function measuredAttributes(
  call: Call,
  attributes: Extracted<object | undefined> | undefined,
): object {
  const outcome = call.failed ? failedBy(call.error) : outcomeOf();
  return attributes === undefined ? outcome : mergeAttributes(extract(attributes, call), outcome);
}

// Names of metrics that are made of the names of classes and methods.
/** `Orders.pay` and `.duration` as the name of an instrument: other characters become `_`. */
function metricName(place: string, ending: string): string {
  const name = place
    .replace(/(?:get|set) /, "")
    .replaceAll(/[^\w.\-/]/g, "_")
    .replace(/^[^A-Za-z]+/, "");
  const whole = `${name}${ending}`;
  return isValidName(whole) ? whole : `calls${ending}`;
}

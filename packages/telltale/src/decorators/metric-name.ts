// Names of metrics that are made of the names of classes and methods.
import { isValidName } from "../engine/metrics/instrument-name.ts";

/** `Orders.pay` and `.duration` as the name of an instrument: what may not stand in one becomes `_`. */
export function metricName(place: string, ending: string): string {
  const name = place
    .replace(/(?:get|set) /, "")
    .replaceAll(/[^\w.\-/]/g, "_")
    .replace(/^[^A-Za-z]+/, "");
  const whole = `${name}${ending}`;
  return isValidName(whole) ? whole : `calls${ending}`;
}

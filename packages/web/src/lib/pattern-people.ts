// People of a pattern of log records.
import { countedPeople } from "contract";

import { estimated, formatMeasure } from "./format-measure.ts";
import { knownPeople } from "./known-people.ts";

/** `≈` where more are named than are counted one by one; `–` where none is named. */
export function peopleText(people: number): string {
  return estimated(formatMeasure("users", knownPeople(people)), people > countedPeople);
}

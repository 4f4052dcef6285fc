// What fired: the evidence of a message is about it.
import type { Labels, Source } from "alerts";
import { whereOf } from "../read/family.ts";

/** Unix ms. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** What fired. */
export interface Fired {
  readonly source: Source;
  readonly group: Labels;
  readonly window: Window;
}

/** What the data of the alert has: its rule's conditions and its group. */
export function conditionsOf({
  source,
  group,
}: Pick<Fired, "source" | "group">): readonly (readonly [string, string])[] {
  const ofGroup = Object.entries(group).filter(([, value]) => value !== "");
  return [...new Map([...whereOf(source), ...ofGroup])];
}

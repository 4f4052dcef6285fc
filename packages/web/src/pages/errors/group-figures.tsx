import type { MeasureKey } from "catalog/measures";
import type { ErrorGroup } from "contract";
import type { JSX } from "react";

import { countText, countTitle, riskText, riskTitle } from "../../lib/error-group.ts";
import { standsForMore } from "../../lib/estimated-rate.ts";
import { knownPeople } from "../../lib/known-people.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { exactTimeNs, formatTime, nsToMs } from "../../lib/time.ts";
import { type Figure, figureOf, Figures } from "../../ui/figures.tsx";

/** The figures of a group in the range, and when it was first and last seen at all. */
export function GroupFigures({ group }: { readonly group: ErrorGroup }): JSX.Element {
  const { count, stored, unhandledCount, users, sessions, firstSeenNs, lastSeenNs } = group;
  return (
    <Figures
      figures={[
        { ...figureOf("occurrences"), value: countText(group), title: countTitle(group) },
        {
          ...figureOf("unhandled"),
          value: formatMeasure("unhandled", unhandledCount, standsForMore(stored, count)),
          title: String(unhandledCount),
        },
        whole("users", knownPeople(users)),
        whole("sessions", knownPeople(sessions)),
        {
          ...figureOf("atRisk"),
          value: riskText(group, 2),
          title: riskTitle(group),
        },
        time("first seen", firstSeenNs),
        time("last seen", lastSeenNs),
      ]}
    />
  );
}

function whole(key: MeasureKey, value: number | null): Figure {
  return {
    ...figureOf(key),
    value: formatMeasure(key, value),
    ...(value !== null && { title: String(value) }),
  };
}

function time(label: string, ns: string): Figure {
  return { label, value: formatTime(nsToMs(ns)), title: exactTimeNs(ns) };
}

import type { ErrorGroup } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { exactTimeNs, formatTime, nsToMs } from "../../lib/time.ts";
import { Figures, type Figure } from "../../ui/figures.tsx";

/** The figures of a group in the range, and when it was first and last seen at all. */
export function GroupFigures({ group }: { readonly group: ErrorGroup }): JSX.Element {
  const { count, unhandledCount, users, sessions, firstSeenNs, lastSeenNs, atRisk, failedTransactions } =
    group;
  return (
    <Figures
      figures={[
        whole("errors", count),
        whole("unhandled", unhandledCount),
        whole("people", users),
        whole("sessions", sessions),
        {
          label: "amount at risk",
          value: formatAmounts(atRisk, 2),
          title:
            `${atRisk.map(formatMoneyExact).join(", ")} in ${failedTransactions} failed or abandoned transactions`.trim(),
        },
        time("first seen", firstSeenNs),
        time("last seen", lastSeenNs),
      ]}
    />
  );
}

function whole(label: string, value: number): Figure {
  return { label, value: formatCount(value), title: String(value) };
}

function time(label: string, ns: string): Figure {
  return { label, value: formatTime(nsToMs(ns)), title: exactTimeNs(ns) };
}

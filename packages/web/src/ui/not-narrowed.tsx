// Below the head of a page: which service or conditions of the bar do not narrow its figures, and the nearest page that they narrow.
import { Link, useMatches } from "@tanstack/react-router";
import type { JSX } from "react";

import { appliesToSteps } from "../state/scope-search.ts";
import { useScope } from "../state/scope.ts";
import type { FilterSignal, Narrowed } from "./page.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

/** Nothing where all of them apply, and on pages without figures of the range. */
export function NotNarrowed(): JSX.Element | null {
  const { service, filters } = useScope();
  const { narrowed, filters: signal } = useMatches({ select: (matches) => matches.at(-1)?.staticData ?? {} });
  if (narrowed === undefined) return null;
  const left = conditionsLeft(narrowed, signal, service, filters);
  if (left.length === 0) return null;
  const elsewhere = left.every(appliesToSteps) ? narrowed.elsewhere : "/traces";
  return (
    <div className={ui.note["note"]} role="status">
      <Status kind="info">of all data</Status>
      <span className={ui.note["text"]}>
        {left.map((condition) => (
          <span key={condition}>
            <code>{condition}</code>{" "}
          </span>
        ))}
        {left.length === 1 ? "does" : "do"} not apply to the figures of this page.
      </span>
      <Link to={elsewhere} className={ui.text["link"]}>
        Show {elsewhere.slice(1)}
      </Link>
    </div>
  );
}

function conditionsLeft(
  { service: isOfService }: Narrowed,
  signal: FilterSignal | undefined,
  service: string | undefined,
  filters: readonly string[],
): readonly string[] {
  const isLeft = (filter: string): boolean =>
    signal === undefined || (signal === "steps" && !appliesToSteps(filter));
  return [...(service === undefined || isOfService ? [] : [`service=${service}`]), ...filters.filter(isLeft)];
}

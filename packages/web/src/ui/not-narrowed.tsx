// Below the head of a page: which service or conditions of the bar do not narrow its figures, and the nearest page that they narrow.
import { Link, useMatches } from "@tanstack/react-router";
import type { JSX } from "react";

import { appliesTo, type FilterSignal } from "../state/filter-signal.ts";
import { useScope } from "../state/scope.ts";
import { LeftConditions } from "./left-conditions.tsx";
import type { Narrowed } from "./page.ts";
import { ui } from "./styles.ts";

/** Nothing where all of them apply, and on pages without figures of the range. */
export function NotNarrowed(): JSX.Element | null {
  const { service, filters } = useScope();
  const { narrowed, filters: signal } = useMatches({ select: (matches) => matches.at(-1)?.staticData ?? {} });
  if (narrowed === undefined) return null;
  const left = conditionsLeft(narrowed, signal, service, filters);
  if (left.length === 0) return null;
  const elsewhere = nearest(narrowed, left);
  return (
    <LeftConditions left={left} of="the figures of this page">
      <Link to={elsewhere} className={ui.text["link"]}>
        Show {elsewhere.slice(1)}
      </Link>
    </LeftConditions>
  );
}

/** Conditions on people apply to pages of steps, transactions and interactions only, severities to log records, errors and durations to spans, too. */
function nearest({ elsewhere }: Narrowed, left: readonly string[]): Narrowed["elsewhere"] {
  if (!left.every((one) => appliesTo("steps", one))) return "/logs";
  const isOfPeople = elsewhere === "/transactions" || elsewhere === "/funnels";
  if (!left.every((one) => appliesTo("spans", one))) return isOfPeople ? elsewhere : "/funnels";
  return left.every((one) => appliesTo("records", one)) ? elsewhere : "/traces";
}

function conditionsLeft(
  { service: isOfService }: Narrowed,
  signal: FilterSignal | undefined,
  service: string | undefined,
  filters: readonly string[],
): readonly string[] {
  const isLeft = (filter: string): boolean => signal === undefined || !appliesTo(signal, filter);
  return [...(service === undefined || isOfService ? [] : [`service=${service}`]), ...filters.filter(isLeft)];
}

// The deploys before the end of the range: when a version went out to which service, and the comparisons of the latest ones.
import { Link } from "@tanstack/react-router";
import type { Deploy } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { beforeAndAfter } from "../../lib/compare-link.ts";
import { resolveTime } from "../../lib/time-range.ts";
import { formatTime } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { ui } from "../../ui/styles.ts";
import css from "./compare.module.css";

const noDeploys: readonly Deploy[] = [];
const mostShown = 3;
/** A range that begins later has too little of the version before the deploy. */
const leastMs = 5 * 60_000;

/** The newest first. A version that was first seen with its service is one, too. */
export function useCompareDeploys(): readonly Deploy[] {
  const { rangeQuery, service } = useScope();
  const { data } = useApi(
    "/api/deploys",
    { query: { ...rangeQuery, from: monthBefore(rangeQuery.to), service, limit: 200 } },
    { part: "deploys" },
  );
  return data?.items ?? noDeploys;
}

const monthMs = 30 * 86_400_000;

/** The beginning of the 30 days before `to`, which is a time or, as in an address, relative to now. */
function monthBefore(to: string | undefined): string {
  const isTime = to !== undefined && /^\d{4}-/.test(to);
  return isTime ? new Date(Date.parse(to) - monthMs).toISOString() : "-30d";
}

/** `payments, since 14:12` of a version, `payments and 2 more, since 14:12` of one that several services have. */
export function versionNote(deploys: readonly Deploy[], version: string): string | undefined {
  const own = deploys.filter((one) => one.version === version);
  if (own.length === 0) return undefined;
  const services = [...new Set(own.map(({ service }) => service))];
  const more = services.length === 1 ? "" : ` and ${services.length - 1} more`;
  return `${services[0]}${more}, since ${formatTime(Math.min(...own.map(({ time }) => Date.parse(time))))}`;
}

/** Nothing where no service changed its version. */
export function LatestDeploys({ deploys }: { readonly deploys: readonly Deploy[] }): JSX.Element | null {
  const latest = deploys.filter(({ previous }) => previous !== "").slice(0, mostShown);
  if (latest.length === 0) return null;
  return (
    <ul className={css["deploys"]} aria-label="Latest deploys">
      {latest.map((deploy) => (
        <LatestDeploy key={`${deploy.service}\n${deploy.environment}\n${deploy.version}`} deploy={deploy} />
      ))}
    </ul>
  );
}

function LatestDeploy({
  deploy: { service, version, previous, time },
}: {
  readonly deploy: Deploy;
}): JSX.Element {
  const { from, to, ...times } = beforeAndAfter(time);
  const { range } = useScope();
  const [starts, ends] = [resolveTime(range.from), resolveTime(range.to)];
  const deployed = Date.parse(time);
  const hasBoth =
    starts !== null &&
    ends !== null &&
    starts <= deployed - leastMs &&
    ends >= Math.min(deployed + leastMs, resolveTime("now") ?? Infinity);
  const both = hasBoth ? {} : { from: times.baseFrom, to };
  const none = { mode: undefined, by: undefined, value: undefined, baseValue: undefined };
  return (
    <li>
      <span>
        {service} {version} <span className={ui.text["dim"]}>since {formatTime(Date.parse(time))}</span>
      </span>
      <Link
        from="/compare"
        to="/compare"
        className={ui.text["link"]}
        search={(scope) => ({ ...scope, ...none, from, to, ...times })}
      >
        before and after
      </Link>
      <Link
        from="/compare"
        to="/compare"
        className={ui.text["link"]}
        search={(scope) => ({
          ...scope,
          ...both,
          baseFrom: undefined,
          baseTo: undefined,
          mode: "version",
          value: version,
          baseValue: previous,
        })}
      >
        against {previous}
      </Link>
    </li>
  );
}

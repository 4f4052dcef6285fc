// The deploys of the range as links: the patterns that are new since one of them.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { formatTime } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { useDeploys } from "../../ui/deploy-markers.ts";
import { ui } from "../../ui/styles.ts";
import css from "./patterns.module.css";

const route = getRouteApi("/logs");
const mostShown = 3;

/** Nothing where no service changed its version. */
export function NewSinceDeploys(): JSX.Element | null {
  const { service, range } = useScope();
  const { patterns } = route.useSearch();
  const latest = useDeploys(service)
    .filter(({ previous }) => previous !== "")
    .slice(0, mostShown);
  if (latest.length === 0) return null;
  return (
    <nav className={css["since"]} aria-label="New since a deploy">
      <span className={ui.text["dim"]}>New since</span>
      {latest.map(({ service: of, environment, version, time }) => (
        <Link
          key={`${of}\n${environment}\n${version}`}
          className={ui.text["link"]}
          to="/logs"
          search={(previous) => ({ ...previous, patterns: "new" as const, from: time })}
          aria-current={patterns === "new" && range.from === time ? "page" : undefined}
        >
          {of} {version}, {formatTime(Date.parse(time))}
        </Link>
      ))}
    </nav>
  );
}

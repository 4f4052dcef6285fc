// The pages about alerts, as a row of links below the heading.
import { Link, useLocation } from "@tanstack/react-router";
import type { JSX } from "react";

import css from "./alerts-nav.module.css";

const links = [
  { to: "/alerts", label: "Alerts", view: undefined },
  { to: "/alerts", label: "History", view: "history" },
  { to: "/alerts/rules", label: "Rules", view: undefined },
  { to: "/alerts/silences", label: "Silences", view: undefined },
  { to: "/alerts/objectives", label: "Objectives", view: undefined },
  { to: "/alerts/channels", label: "Channels", view: undefined },
  { to: "/alerts/anomalies", label: "Anomalies", view: undefined },
] as const;

/** Of the next link, so that there is more to see. */
const peek = 48;

export function AlertsNav(): JSX.Element {
  const { pathname, search } = useLocation();
  const view = (search as { readonly view?: string }).view;
  return (
    <nav className={css["nav"]} aria-label="Pages about alerts">
      {links.map((one) => {
        const isOpen = pathname === one.to && view === one.view;
        return (
          <Link
            key={one.label}
            ref={isOpen ? showInRow : undefined}
            to={one.to}
            search={{ view: one.view }}
            activeProps={{}}
            className={css["link"]}
            data-open={isOpen}
            aria-current={isOpen ? "page" : undefined}
          >
            {one.label}
          </Link>
        );
      })}
    </nav>
  );
}

/** On a phone the row is wider than the screen: the link of the open page must be in sight. */
function showInRow(link: HTMLAnchorElement | null): void {
  const row = link?.parentElement;
  if (link === null || row === null || row === undefined) return;
  row.scrollLeft = Math.max(0, link.offsetLeft + link.offsetWidth + peek - row.clientWidth);
}

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

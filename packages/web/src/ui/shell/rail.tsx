// The navigation of the pages, and at its foot the ingest rate.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { Icon } from "../icons.tsx";
import { FiringCount } from "./firing-count.tsx";
import { useNavigation } from "./navigation.ts";
import { MorePages } from "./more-pages.tsx";
import { PulseFoot } from "./pulse-foot.tsx";
import css from "./rail.module.css";

/** On a phone: a bar of five at the bottom. */
export function Rail(): JSX.Element {
  const navigation = useNavigation();
  return (
    <nav className={css["rail"]} aria-label="Main">
      <ul>
        {navigation
          .filter((page) => page.in === "rail")
          .map(({ to, label, icon, onPhone }) => (
            <li key={to} className={onPhone === true ? css["onPhone"] : undefined}>
              <Link to={to} title={label} activeOptions={{ exact: to === "/", includeSearch: false }}>
                <Icon name={icon} />
                <span>{label}</span>
                {to === "/alerts" && <FiringCount />}
              </Link>
            </li>
          ))}
        <li className={css["more"]}>
          <MorePages />
        </li>
      </ul>
      <PulseFoot />
    </nav>
  );
}

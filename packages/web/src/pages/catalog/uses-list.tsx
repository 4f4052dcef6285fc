// What uses a thing: alerts, objectives, dashboards, funnels, saved views, signals that carry it.
import { Link } from "@tanstack/react-router";
import type { CatalogUse } from "contract";
import type { JSX } from "react";

import { ui } from "../../ui/styles.ts";
import css from "./side.module.css";

export function UsesList({ uses }: { readonly uses: readonly CatalogUse[] }): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Used by</h2>
      </header>
      {uses.length === 0 ? (
        <p className={ui.text["dim"]}>No alert, dashboard, funnel or saved view uses it.</p>
      ) : (
        <ul className={css["uses"]}>
          {uses.map(({ kind, name, path }) => (
            <li key={`${kind} ${name}`}>
              <span className={ui.text["dim"]}>{kind === "view" ? "saved view" : kind}</span>
              {path === "" ? (
                name
              ) : (
                <Link className={ui.text["link"]} to={path}>
                  {name}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

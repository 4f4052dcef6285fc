// Funnels that users have saved as views: with steps, window and breakdown of their own.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { AddressLink } from "../../ui/address-link.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./funnels.module.css";

/** Nothing without any. */
export function SavedFunnels(): JSX.Element | null {
  const { data } = useApi("/api/views", {}, { refresh: "still", part: "saved funnels" });
  const saved = data?.views.filter(({ path }) => path.startsWith("/funnels/")) ?? [];
  if (saved.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="Saved funnels">
      <header>
        <h2>Saved funnels</h2>
      </header>
      <ul className={css["saved"]}>
        {saved.map(({ id, name, path, search, shared, owner }) => (
          <li key={id}>
            <AddressLink to={path + search} className={ui.text["strong"]}>
              {name}
            </AddressLink>{" "}
            <span className={ui.text["dim"]}>{shared ? `shared by ${owner}` : "private"}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Labels as chips: name and value.
import type { JSX } from "react";

import { ui } from "../../../ui/styles.ts";
import css from "./labels.module.css";

/** Nothing when there are no labels. */
export function Labels({
  labels,
}: {
  readonly labels: Readonly<Record<string, string>>;
}): JSX.Element | null {
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return (
    <span className={css["labels"]}>
      {entries.map(([name, value]) => (
        <span key={name} className={ui.chip["chip"]} title={`${name}=${value}`}>
          <span className={css["name"]}>{name}</span>
          <b className={css["value"]}>
            <bdi>{value === "" ? "(empty)" : value}</bdi>
          </b>
        </span>
      ))}
    </span>
  );
}

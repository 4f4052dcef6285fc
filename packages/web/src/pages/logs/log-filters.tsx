// Filters by severity and text. A trace, span or event that the URL names is a chip.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { SeverityName } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import css from "./log-filters.module.css";
import { PatternChip } from "./pattern-chip.tsx";
import type { LogsSearch } from "./search.ts";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/logs");
const choices: readonly (readonly [SeverityName | undefined, string])[] = [
  [undefined, "all"],
  ["info", "info +"],
  ["warn", "warn +"],
  ["error", "error +"],
];

export function LogFilters(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: LogsSearch, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, record: undefined, ...change }), replace });
  const pinned = [
    ["trace", search.trace],
    ["span", search.span],
    ["event", search.event],
  ] as const;
  return (
    <div className={css["filters"]}>
      <Segments
        label="Severity and above"
        value={search.severity}
        choices={choices}
        onChange={(severity) => set({ severity })}
      />
      <SearchInput
        label="Words in the message"
        className={css["search"]}
        value={search.text ?? ""}
        onChange={(text) => set({ text: text === "" ? undefined : text }, true)}
      />
      {search.patterns === undefined && (
        <button
          type="button"
          className={ui.button["quiet"]}
          aria-pressed={search.business === "shown"}
          title="Records of transactions, journeys and workflows"
          onClick={() => set({ business: search.business === "shown" ? undefined : "shown" })}
        >
          <Icon name="flag" />
          Business records
        </button>
      )}
      {search.pattern !== undefined && <PatternChip pattern={search.pattern} />}
      {pinned.map(([key, value]) =>
        value === undefined ? null : (
          <span className={classes(ui.chip["chip"], css["pinned"])} key={key}>
            {key}{" "}
            {key === "trace" ? (
              <Link
                className={classes(ui.text["link"], ui.text["mono"])}
                to="/traces/$id"
                params={{ id: value }}
                title={value}
              >
                {value.slice(0, 12)}…
              </Link>
            ) : (
              <b className={ui.text["mono"]}>{value}</b>
            )}
            <button type="button" aria-label={`Remove ${key}`} onClick={() => set({ [key]: undefined })}>
              <Icon name="close" />
            </button>
          </span>
        ),
      )}
    </div>
  );
}

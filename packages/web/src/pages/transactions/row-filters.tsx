// The filters of the transactions: an outcome, a part of the id, one user. All of them are in the address.
import { getRouteApi } from "@tanstack/react-router";
import type { Outcome } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./row-filters.module.css";
import type { TransactionTypeSearch } from "./search.ts";

const route = getRouteApi("/transactions/$type");
const choices: readonly (readonly [Outcome | undefined, string])[] = [
  [undefined, "all"],
  ["completed", "completed"],
  ["failed", "failed"],
  ["abandoned", "abandoned"],
  ["open", "open"],
];

export function RowFilters(): JSX.Element {
  const { outcome, user, search } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: TransactionTypeSearch, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace });
  return (
    <header className={css["filters"]}>
      <Segments
        label="Outcome"
        value={outcome}
        choices={choices}
        onChange={(next) => set({ outcome: next })}
      />
      <SearchInput
        className={css["search"]}
        label="Part of the id"
        value={search ?? ""}
        onChange={(text) => set({ search: text === "" ? undefined : text }, true)}
      />
      {user !== undefined && (
        <span className={classes(ui.chip["chip"], css["user"])}>
          user <b>{user}</b>
          <button type="button" aria-label="All users" onClick={() => set({ user: undefined })}>
            <Icon name="close" />
          </button>
        </span>
      )}
    </header>
  );
}

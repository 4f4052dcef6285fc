// Which transactions the table lists: an outcome, a part of the id, one user. All of it stands in the address.
import { getRouteApi } from "@tanstack/react-router";
import type { Outcome } from "contract";
import type { JSX } from "react";

import { Icon } from "../../ui/icons.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import type { TransactionTypeSearch } from "./search.ts";

const route = getRouteApi("/transactions/$type");
const choices: readonly (Outcome | undefined)[] = [undefined, "completed", "failed", "abandoned", "open"];

export function RowFilters(): JSX.Element {
  const { outcome, user, search } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: TransactionTypeSearch, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace });
  return (
    <header className="row-filters">
      <div className="seg" role="group" aria-label="Outcome">
        {choices.map((choice) => (
          <button
            type="button"
            key={choice ?? "all"}
            aria-pressed={outcome === choice}
            onClick={() => set({ outcome: choice })}
          >
            {choice ?? "all"}
          </button>
        ))}
      </div>
      <SearchInput
        label="Part of the id"
        value={search ?? ""}
        onChange={(text) => set({ search: text === "" ? undefined : text }, true)}
      />
      {user !== undefined && (
        <span className="chip">
          user <b>{user}</b>
          <button type="button" aria-label="All users" onClick={() => set({ user: undefined })}>
            <Icon name="close" />
          </button>
        </span>
      )}
    </header>
  );
}

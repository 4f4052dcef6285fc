// The filters above the rules. All of them are in the address.
import { getRouteApi } from "@tanstack/react-router";
import type { AlertRulesResult } from "contract";
import type { JSX } from "react";

import { Picker } from "../../../ui/picker.tsx";
import { SearchInput } from "../../../ui/search-input.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { useSearchKey } from "../../../ui/use-search-key.ts";
import css from "../list/alert-filters.module.css";
import type { RulesSearch } from "../search.ts";

const route = getRouteApi("/alerts/rules");
const withoutOwner = "no owner";

export function RuleFilters({ result }: { readonly result: AlertRulesResult | undefined }): JSX.Element {
  const { source, problem, owner, search } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: RulesSearch, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace });
  const filters = useSearchKey();
  return (
    <div className={css["filters"]} ref={filters}>
      <Segments
        label="Source"
        value={source}
        choices={[
          [undefined, "any source"],
          ["file", "files"],
          ["stored", "stored"],
          ["objective", "of objectives"],
        ]}
        onChange={(next) => set({ source: next })}
      />
      <Segments
        label="Health"
        value={problem}
        choices={[
          [undefined, "all"],
          ["true", "failing"],
        ]}
        onChange={(next) => set({ problem: next })}
      />
      <Picker
        label="Owner"
        all="All owners"
        value={owner === "-" ? withoutOwner : owner}
        options={[...(result?.owners ?? []), withoutOwner]}
        onPick={(next) => set({ owner: next === withoutOwner ? "-" : next })}
        boxed
      />
      <SearchInput
        className={css["search"]}
        label="Name, summary or owner"
        value={search ?? ""}
        onChange={(text) => set({ search: text === "" ? undefined : text }, true)}
      />
    </div>
  );
}

// The filters above the groups: new ones, uncaught ones, a part of type or message. All of them are in the address.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import css from "./filters.module.css";
import type { ErrorsSearch } from "./search.ts";

const route = getRouteApi("/errors");
const stateChoices = [
  [undefined, "open"],
  ["resolved", "resolved"],
  ["ignored", "ignored"],
  ["all", "all"],
] as const;
const handledChoices = [
  [undefined, "any"],
  ["false", "unhandled"],
  ["true", "handled"],
] as const;

export function ErrorFilters(): JSX.Element {
  const { state, handled, search, new: onlyNew } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: ErrorsSearch, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace });
  return (
    <div className={css["filters"]}>
      <Segments
        label="State"
        value={state}
        choices={stateChoices}
        onChange={(next) => set({ state: next })}
      />
      <Segments
        label="First seen"
        value={onlyNew}
        choices={[
          [undefined, "any age"],
          ["true", "new"],
        ]}
        onChange={(next) => set({ new: next })}
      />
      <Segments
        label="Handling"
        value={handled}
        choices={handledChoices}
        onChange={(next) => set({ handled: next })}
      />
      <SearchInput
        className={css["search"]}
        label="Type, message or function"
        value={search ?? ""}
        onChange={(text) => set({ search: text === "" ? undefined : text }, true)}
      />
    </div>
  );
}

// What is listed: alerts by state, severity and owner, or changes by rule. All of it is in the address.
import { getRouteApi } from "@tanstack/react-router";
import { alertListStates, alertSeverities, type AlertsResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../../lib/format.ts";
import { Picker } from "../../../ui/picker.tsx";
import { SearchInput } from "../../../ui/search-input.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { useSearchKey } from "../../../ui/use-search-key.ts";
import { ui } from "../../../ui/styles.ts";
import { stateWords } from "../parts/state-word.tsx";
import type { AlertsSearch } from "../search.ts";
import css from "./alert-filters.module.css";

const route = getRouteApi("/alerts");
const withoutOwner = "no owner";

export function AlertFilters({ result }: { readonly result: AlertsResult | undefined }): JSX.Element {
  const { state, urgency, owner, rule, search } = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: AlertsSearch, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace });
  const filters = useSearchKey();
  const { states = {}, owners = [] } = result ?? {};
  return (
    <div className={css["filters"]} ref={filters}>
      <Segments
        label="State"
        value={state}
        choices={[
          [undefined, "any state"],
          ...alertListStates.map(
            (name) =>
              [name, <Counted key={name} word={stateWords[name]} count={states[name] ?? 0} />] as const,
          ),
        ]}
        onChange={(next) => set({ state: next })}
      />
      <Picker
        label="Severity"
        all="All severities"
        value={urgency}
        options={alertSeverities}
        onPick={(next) => set({ urgency: alertSeverities.find((name) => name === next) })}
        boxed
      />
      <Picker
        label="Owner"
        all="All owners"
        value={owner === "-" ? withoutOwner : owner}
        options={[...owners, withoutOwner]}
        onPick={(next) => set({ owner: next === withoutOwner ? "-" : next })}
        boxed
      />
      {rule !== undefined && (
        <button
          type="button"
          className={ui.button["button"]}
          aria-label={`Show all rules instead of ${rule}`}
          onClick={() => set({ rule: undefined })}
        >
          rule {rule} ×
        </button>
      )}
      <SearchInput
        className={css["search"]}
        label="Rule, summary or label"
        value={search ?? ""}
        onChange={(text) => set({ search: text === "" ? undefined : text }, true)}
      />
    </div>
  );
}

function Counted({ word, count }: { readonly word: string; readonly count: number }): JSX.Element {
  return (
    <>
      {word}
      {count > 0 && <span className={css["count"]}> {formatCount(count)}</span>}
    </>
  );
}

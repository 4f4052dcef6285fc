// What is listed: names by state, kind and owner, findings, or results of guards. All of it is in the address.
import { getRouteApi } from "@tanstack/react-router";
import { catalogFindingLevels, catalogKinds, type CatalogResult, catalogStates } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { Picker } from "../../ui/picker.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useSearchKey } from "../../ui/use-search-key.ts";
import css from "./catalog-filters.module.css";
import type { CatalogSearch } from "./search.ts";

const route = getRouteApi("/catalog");
const withoutOwner = "no owner";

export function CatalogFilters({ result }: { readonly result: CatalogResult | undefined }): JSX.Element {
  const { view, search } = route.useSearch();
  const set = useSet();
  const filters = useSearchKey();
  const { levels = {}, guard = [] } = result ?? {};
  const findings = Object.values(levels).reduce((sum, count) => sum + count, 0);
  return (
    <div className={css["filters"]} ref={filters}>
      <Segments
        label="List"
        value={view}
        choices={[
          [undefined, "names"],
          ["findings", <Counted key="findings" word="findings" count={findings} />],
          ["guard", <Counted key="guard" word="guard" count={guard.length} />],
        ]}
        onChange={(next) => set({ view: next })}
      />
      {view === undefined && <NameFilters result={result} />}
      {view === "findings" && <LevelFilter levels={levels} />}
      {view !== "guard" && (
        <SearchInput
          className={css["search"]}
          label={view === undefined ? "Name, description or owner" : "Message or name"}
          value={search ?? ""}
          onChange={(text) => set({ search: text === "" ? undefined : text }, true)}
        />
      )}
    </div>
  );
}

function useSet(): (change: CatalogSearch, replace?: boolean) => void {
  const navigate = route.useNavigate();
  return (change, replace = false) =>
    void navigate({ search: (previous) => ({ ...previous, ...change }), replace });
}

function NameFilters({ result }: { readonly result: CatalogResult | undefined }): JSX.Element {
  const { kind, state, owner } = route.useSearch();
  const set = useSet();
  const { states = {}, owners = [] } = result ?? {};
  // What is not known is rare.
  const isOffered = (name: string): boolean =>
    name !== "unknown" || name === state || (states[name] ?? 0) > 0;
  return (
    <>
      <Segments
        label="State"
        value={state}
        choices={[
          [undefined, "any state"],
          ...catalogStates
            .filter(isOffered)
            .map((name) => [name, <Counted key={name} word={name} count={states[name] ?? 0} />] as const),
        ]}
        onChange={(next) => set({ state: next })}
      />
      <Picker
        label="Kind"
        all="All kinds"
        value={kind}
        options={catalogKinds}
        onPick={(next) => set({ kind: catalogKinds.find((name) => name === next) })}
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
    </>
  );
}

function LevelFilter({ levels }: { readonly levels: CatalogResult["levels"] }): JSX.Element {
  const { level } = route.useSearch();
  const set = useSet();
  return (
    <Segments
      label="Level"
      value={level}
      choices={[
        [undefined, "any level"],
        ...catalogFindingLevels.map(
          (name) => [name, <Counted key={name} word={name} count={levels[name] ?? 0} />] as const,
        ),
      ]}
      onChange={(next) => set({ level: next })}
    />
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

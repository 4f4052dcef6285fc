// The controls of the map: search, the node in focus and how far around it, and what the lines' width shows.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { Picker } from "../../../ui/picker.tsx";
import { SearchInput } from "../../../ui/search-input.tsx";
import { Segments } from "../../../ui/segments.tsx";
import { ui } from "../../../ui/styles.ts";
import type { ServicesSearch } from "../search.ts";
import css from "./map-tools.module.css";
import type { ModelGraph } from "./map-model.ts";

const route = getRouteApi("/services");

export function MapTools({
  graph,
  onLayOutAnew,
}: {
  readonly graph: ModelGraph;
  readonly onLayOutAnew: () => void;
}): JSX.Element {
  const { search, focus, hops, width } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Partial<ServicesSearch>, replace = false): void =>
    void navigate({ search: (previous) => ({ ...previous, ...next }), replace });
  return (
    <div className={css["tools"]}>
      <SearchInput
        label="Part of the name"
        className={css["search"]}
        value={search ?? ""}
        onChange={(text) => change({ search: text === "" ? undefined : text }, true)}
      />
      <Picker
        boxed
        label="Focus"
        all="All nodes"
        value={focus}
        options={graph.nodes.map(({ id }) => id).toSorted()}
        onPick={(id) => change({ focus: id, hops: id === undefined ? undefined : (hops ?? 1), node: id })}
      />
      {focus !== undefined && (
        <Segments
          label="Hops"
          value={hops === undefined ? "all" : (String(hops) as "1" | "2" | "3")}
          choices={[
            ["1", "1 hop"],
            ["2", "2"],
            ["3", "3"],
            ["all", "All"],
          ]}
          onChange={(next) => change({ hops: next === "all" ? undefined : Number(next) })}
        />
      )}
      <Segments
        label="Line width"
        className={css["width"]}
        value={width}
        choices={[
          [undefined, "Calls"],
          ["business", "Business"],
        ]}
        onChange={(next) => change({ width: next }, true)}
      />
      <button
        type="button"
        className={ui.button["quiet"]}
        title="Your browser keeps the places of nodes, so that new ones move no others"
        onClick={onLayOutAnew}
      >
        Lay out anew
      </button>
    </div>
  );
}

// The filters above the instances.
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Picker } from "../../ui/picker.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./instance-filters.module.css";
import { stuckCount } from "./late-type.ts";
import { type InstanceSort, type InstanceStatus } from "./search.ts";
import { readTransition, transitionName } from "./transition-key.ts";
import type { PartProps } from "./part-props.ts";

const sorts: readonly (readonly [InstanceSort | undefined, string])[] = [
  [undefined, "latest"],
  ["oldest", "oldest"],
  ["longest", "longest"],
];

export function InstanceFilters({ result, search, onSearch }: PartProps): JSX.Element {
  const { open, stuck } = result.summary;
  const statuses: readonly (readonly [InstanceStatus | undefined, string])[] = [
    [undefined, "all"],
    ["open", `open ${formatCount(open)}`],
    ["stuck", `stuck ${stuckCount(stuck, result.late)}`],
    ["ended", "ended"],
    ["illegal", "illegal"],
    ["returned", "reworked"],
  ];
  return (
    <header className={css["filters"]}>
      <h2>Instances</h2>
      <Segments
        label="Status"
        value={search.only}
        choices={statuses}
        onChange={(only) => onSearch({ only })}
      />
      <Picker
        label="State"
        all="All states"
        value={search.in}
        options={result.states.map(({ state }) => state)}
        onPick={(state) => onSearch({ in: state })}
        boxed
      />
      <SearchInput
        className={css["search"]}
        label="Part of the id"
        value={search.search ?? ""}
        onChange={(text) => onSearch({ search: text === "" ? undefined : text }, true)}
      />
      {search.via !== undefined && (
        <span className={classes(ui.chip["chip"], css["via"])}>
          <b>{transitionName(readTransition(search.via))}</b>
          <button type="button" aria-label="All transitions" onClick={() => onSearch({ via: undefined })}>
            <Icon name="close" />
          </button>
        </span>
      )}
      <div className={ui.section["end"]}>
        <Segments label="Order" value={search.sort} choices={sorts} onChange={(sort) => onSearch({ sort })} />
      </div>
    </header>
  );
}

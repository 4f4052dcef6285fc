// The controls of the Sankey: direction, loops, and the smallest share of visits for a path to be shown.
import { useState, type JSX } from "react";

import { announce, useAnnounced } from "../../ui/announced.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Segments } from "../../ui/segments.tsx";
import type { JourneySearch } from "./search.ts";
import css from "./tools.module.css";
import { ui } from "../../ui/styles.ts";

export interface ToolsProps {
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
  /** Steps that paths can be traced back from. */
  readonly steps: readonly string[];
  /** The step that the backwards paths end at. */
  readonly until: string;
}

const directions = [
  [
    undefined,
    <>
      Forwards<span className={css["secondary"]}> from the start</span>
    </>,
  ],
  ["backwards", "Backwards to…"],
] as const;

const views = [
  [undefined, "picture"],
  ["table", "table"],
] as const;

/** What is announced while the paths of the other direction are about to be shown. */
export const otherDirection = "other direction";

interface DirectionProps extends Pick<ToolsProps, "search" | "onSearch"> {
  /** There are no steps that paths can be traced back from. */
  readonly isFixed: boolean;
}

/** The chosen direction is shown before it is in the address: that redraws the page. */
function Direction({ search, onSearch, isFixed }: DirectionProps): JSX.Element {
  const [chosen, setChosen] = useState(search.direction);
  const isAnnounced = useAnnounced() === otherDirection;
  return (
    <Segments
      label="Direction"
      value={isAnnounced ? chosen : search.direction}
      choices={directions}
      isDisabled={(direction) => direction === "backwards" && isFixed}
      onChange={(direction) => {
        setChosen(direction);
        announce(otherDirection, () =>
          onSearch({ direction, until: direction && (search.until ?? search.step), fold: undefined }),
        );
      }}
    />
  );
}

export function Tools({ search, onSearch, steps, until }: ToolsProps): JSX.Element {
  const backwards = search.direction === "backwards";
  const hide = search.hide ?? 1;
  const loops = search.loops !== "off";
  return (
    <div className={css["tools"]}>
      <Direction search={search} onSearch={onSearch} isFixed={steps.length === 0} />
      {backwards && (
        <select
          className={classes(ui.picker["boxed"], css["until"])}
          aria-label="Backwards to"
          value={until}
          onChange={(event) => onSearch({ until: event.target.value })}
        >
          {steps.map((step) => (
            <option key={step} value={step}>
              {step}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        className={classes(ui.button["quiet"], css["loops"])}
        aria-pressed={loops}
        onClick={() => onSearch({ loops: loops ? "off" : undefined })}
      >
        <Icon name="loop" />
        Loops <span className={ui.text["dim"]}>{loops ? "shown" : "hidden"}</span>
      </button>
      <label className={css["threshold"]}>
        Hide paths under
        <input
          type="range"
          min="0"
          max="10"
          step="0.5"
          value={hide}
          aria-label="Hide paths under"
          aria-valuetext={`${hide} per cent`}
          onChange={(event) => onSearch({ hide: Number(event.target.value) })}
        />
        <b>{hide} %</b>
      </label>
      <Segments label="View" value={search.view} choices={views} onChange={(view) => onSearch({ view })} />
      <span
        className={classes(ui.text["dim"], css["legend"])}
        title="A path is red when something failed in more than 5 % of its visits"
      >
        width: visits · fading end: left · red: errors
      </span>
    </div>
  );
}

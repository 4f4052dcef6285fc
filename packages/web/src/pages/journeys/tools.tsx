// How the Sankey is read: from the start or towards a step, with or without loops, without what is small.
import type { JSX } from "react";

import { Icon } from "../../ui/icons.tsx";
import { Segments } from "../../ui/segments.tsx";
import type { JourneySearch } from "./search.ts";

export interface ToolsProps {
  readonly search: JourneySearch;
  readonly onSearch: (change: JourneySearch) => void;
  /** Steps one can look backwards from. */
  readonly steps: readonly string[];
  /** Where the backwards picture ends now. */
  readonly until: string;
}

const directions = [
  [
    undefined,
    <>
      Forwards<span className="lg"> from the start</span>
    </>,
  ],
  ["backwards", "Backwards to…"],
] as const;

export function Tools({ search, onSearch, steps, until }: ToolsProps): JSX.Element {
  const backwards = search.direction === "backwards";
  const hide = search.hide ?? 1;
  const loops = search.loops !== "off";
  return (
    <div className="jtools">
      <Segments
        label="Direction"
        value={search.direction}
        choices={directions}
        isDisabled={(direction) => direction === "backwards" && steps.length === 0}
        onChange={(direction) => onSearch({ direction, until: direction && (search.until ?? search.step) })}
      />
      {backwards && (
        <select
          className="pick boxed"
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
        className="btn quiet"
        aria-pressed={loops}
        onClick={() => onSearch({ loops: loops ? "off" : undefined })}
      >
        <Icon name="loop" />
        Loops <span className="dim">{loops ? "shown" : "hidden"}</span>
      </button>
      <label className="rng">
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
      <span className="dim end">width is people, fading ends are those who left</span>
    </div>
  );
}

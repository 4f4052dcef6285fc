// The filters of the list: outcome, span name, duration, order. Those for service and attributes are in the header.
import { useEffect, useId, useState, type JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useDebounced } from "../../ui/use-debounced.ts";
import css from "./filters.module.css";
import { parseDuration } from "./parse-duration.ts";
import type { TracesSearch } from "./search.ts";
import { ui } from "../../ui/styles.ts";

export interface FiltersProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
  /** Span names to offer. */
  readonly names: readonly string[];
}

const states = [
  [undefined, "All"],
  ["error", "Errors"],
  ["ok", "Without errors"],
] as const;

const orders = [
  [undefined, "Newest"],
  ["slowest", "Slowest"],
] as const;

export function Filters({ search, onSearch, names }: FiltersProps): JSX.Element {
  return (
    <div className={css["filters"]} role="search" aria-label="Traces">
      <Segments
        label="Outcome"
        value={search.status}
        choices={states}
        onChange={(status) => onSearch({ status })}
      />
      <NameField name={search.name} names={names} onName={(name) => onSearch({ name })} />
      <LongerThan min={search.min} onMin={(min) => onSearch({ min })} />
      <Segments
        label="Order"
        className={css["order"]}
        value={search.order}
        choices={orders}
        onChange={(order) => onSearch({ order })}
      />
    </div>
  );
}

function NameField({
  name,
  names,
  onName,
}: {
  readonly name: string | undefined;
  readonly names: readonly string[];
  readonly onName: (name: string | undefined) => void;
}): JSX.Element {
  const [typed, setTyped] = useTyped(name ?? "", (text) => onName(text === "" ? undefined : text));
  const id = useId();
  return (
    <label className={classes(ui.field["field"], css["name"])}>
      <Icon name="search" />
      <input
        type="text"
        list={id}
        placeholder="Span name"
        aria-label="Span name"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <datalist id={id}>
        {names.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </datalist>
      {typed !== "" && (
        <button type="button" aria-label="Clear" onClick={() => setTyped("")}>
          <Icon name="close" />
        </button>
      )}
    </label>
  );
}

function LongerThan({
  min,
  onMin,
}: {
  readonly min: number | undefined;
  readonly onMin: (min: number | undefined) => void;
}): JSX.Element {
  const [typed, setTyped] = useTyped(min === undefined ? "" : formatDuration(min), (text) => {
    if (text.trim() === "") onMin(undefined);
    else if (parseDuration(text) !== undefined) onMin(parseDuration(text));
  });
  const wrong = typed.trim() !== "" && parseDuration(typed) === undefined;
  return (
    <label
      className={classes(ui.field["field"], wrong && ui.field["wrong"], css["duration"])}
      title={wrong ? "Invalid duration. Enter 250 ms, 1.5 s or 2 min" : ""}
    >
      <span>longer than</span>
      <input
        type="text"
        placeholder="any"
        aria-label="Longer than"
        aria-invalid={wrong}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  );
}

/** The text of a field: `onPause` gets it when typing pauses, and it follows `outside`, the value of the URL. */
function useTyped(
  outside: string,
  onPause: (text: string) => void,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(outside);
  const [known, setKnown] = useState(outside);
  if (known !== outside) {
    setKnown(outside);
    setTyped(outside);
  }
  const paused = useDebounced(typed, 300);
  useEffect(() => {
    if (paused === typed && paused !== known) {
      setKnown(paused);
      onPause(paused);
    }
    // Once for each text: `onPause` is a new function on every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [paused]);
  return [typed, setTyped];
}

// Narrowing the list: outcome, duration, the name of a span, and which come first. Service and attributes stand in the header.
import { useEffect, useId, useState, type JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { Icon } from "../../ui/icons.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useDebounced } from "../../ui/use-debounced.ts";
import { parseDuration } from "./parse-duration.ts";
import type { TracesSearch } from "./search.ts";

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
    <div className="tools" role="search" aria-label="Traces">
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
        className="end"
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
  const [typed, setTyped] = useSettled(name ?? "", (text) => onName(text === "" ? undefined : text));
  const id = useId();
  return (
    <label className="in name-in">
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
        <button type="button" aria-label="Any name" onClick={() => setTyped("")}>
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
  const [typed, setTyped] = useSettled(min === undefined ? "" : formatDuration(min), (text) => {
    if (text.trim() === "") onMin(undefined);
    else if (parseDuration(text) !== undefined) onMin(parseDuration(text));
  });
  const wrong = typed.trim() !== "" && parseDuration(typed) === undefined;
  return (
    <label
      className={`in longer ${wrong ? "wrong" : ""}`}
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

/** A field that speaks when typing pauses, and follows when the address changes by other means. */
function useSettled(
  outside: string,
  onSettled: (text: string) => void,
): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(outside);
  const [known, setKnown] = useState(outside);
  if (known !== outside) {
    setKnown(outside);
    setTyped(outside);
  }
  const settled = useDebounced(typed, 300);
  useEffect(() => {
    if (settled === typed && settled !== known) {
      setKnown(settled);
      onSettled(settled);
    }
    // Speaks once per settled text; `onSettled` is new on every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return [typed, setTyped];
}

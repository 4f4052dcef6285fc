// What is compared with what: the kind of comparison, and both sides. All of it is in the address.
import type { Deploy } from "contract";

import { useApi } from "../../data/use-api.ts";
import { formatSpan, formatTime } from "../../lib/time.ts";
import { presets, rangeBefore, type TimeRange } from "../../lib/time-range.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Picker, type PickerProps } from "../../ui/picker.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./compare.module.css";
import { versionNote } from "./deploys.tsx";
import type { CompareSearch } from "./search.ts";
import type { JSX } from "react";
import { versionKey } from "./use-compare-query.ts";

const modes = [
  [undefined, "times"],
  ["version", "versions"],
  ["environment", "environments"],
  ["attribute", "runs"],
] as const;

export interface SidesProps {
  readonly search: CompareSearch;
  readonly onSearch: (change: CompareSearch) => void;
  readonly deploys: readonly Deploy[];
}

export function Sides({ search, onSearch, deploys }: SidesProps): JSX.Element {
  return (
    <div className={css["sides"]}>
      <Segments
        label="Compare"
        value={search.mode}
        choices={modes}
        onChange={(mode) => onSearch({ mode, by: undefined, value: undefined, baseValue: undefined })}
      />
      {search.mode === undefined && <Times search={search} onSearch={onSearch} />}
      {search.mode === "environment" && <Environments search={search} onSearch={onSearch} />}
      {search.mode === "version" && (
        <Values
          search={search}
          onSearch={onSearch}
          by={versionKey}
          noteOf={(version) => versionNote(deploys, version)}
        />
      )}
      {search.mode === "attribute" && <Runs search={search} onSearch={onSearch} />}
    </div>
  );
}

type ChoiceProps = Pick<SidesProps, "search" | "onSearch">;

const earlier = [
  ["a day before", 24 * 3_600_000],
  ["a week before", 168 * 3_600_000],
] as const;

/** The base of the range in the header: the period before it, or the same time on another day. */
function Times({ search: { baseFrom, baseTo }, onSearch }: ChoiceProps): JSX.Element {
  const { range } = useScope();
  const baseOf = (word: string | undefined): TimeRange | undefined => {
    const offsetMs = earlier.find(([one]) => one === word)?.[1];
    return offsetMs === undefined ? undefined : rangeBefore(range, offsetMs);
  };
  const words = earlier.map(([word]) => word);
  const chosen = words.find((word) => {
    const base = baseOf(word);
    return base?.from === baseFrom && base?.to === baseTo;
  });
  const pick = (word: string | undefined): void => {
    const base = baseOf(word);
    onSearch({ baseFrom: base?.from, baseTo: base?.to });
  };
  return (
    <>
      <Picker
        boxed
        showsLabel
        label="Base"
        all="the period before"
        value={baseFrom === undefined ? undefined : (chosen ?? shownSpan(baseFrom, baseTo ?? range.from))}
        options={words}
        onPick={pick}
      />
      <span className={ui.text["dim"]}>
        with {presets.find(({ from }) => from === range.from)?.label.toLowerCase() ?? "the range above"}
      </span>
    </>
  );
}

const isTime = (one: string): boolean => !Number.isNaN(Date.parse(one));

/** `14:14 – 14:40` of two times; an expression as it is. */
function shownSpan(from: string, to: string): string {
  const shown = (one: string): string => (isTime(one) ? formatTime(Date.parse(one)) : one);
  return isTime(from) && isTime(to) ? formatSpan(from, to) : `${shown(from)} – ${shown(to)}`;
}

/** Of the values to choose from. */
const choices = { part: "values to compare" } as const;

function Environments({ search: { baseEnv }, onSearch }: ChoiceProps): JSX.Element {
  const { rangeQuery, environment } = useScope();
  const { setEnvironment } = useScopeChanges();
  const { data } = useApi("/api/services", { query: { ...rangeQuery, environment: undefined } }, choices);
  const known = data?.environments ?? [];
  return (
    <>
      <Picker
        boxed
        showsLabel
        label="Base"
        all="choose one"
        value={baseEnv}
        options={known.filter((one) => one !== environment)}
        hasMore={data?.hasMoreEnvironments}
        onPick={(next) => onSearch({ baseEnv: next })}
      />
      <span className={css["other"]}>
        <span className={ui.text["dim"]}>with</span>
        <Picker
          boxed
          showsLabel
          label="Now"
          all="choose one"
          value={environment}
          options={known.filter((one) => one !== baseEnv)}
          hasMore={data?.hasMoreEnvironments}
          onPick={setEnvironment}
        />
      </span>
    </>
  );
}

/** Keys whose values usually are runs. */
const usualRuns = ["run.id", "test.run.id", "service.instance.id"];

function Runs(props: ChoiceProps): JSX.Element {
  const { search, onSearch } = props;
  const { rangeQuery } = useScope();
  const { data } = useApi("/api/attributes", { query: { ...rangeQuery, limit: 500 } }, choices);
  const keys = (data?.keys ?? []).map(({ key }) => key).filter((key) => key !== "service" && key !== "name");
  const usual = usualRuns.filter((key) => keys.includes(key));
  return (
    <>
      <Picker
        boxed
        label="Attribute"
        all="an attribute"
        value={search.by}
        options={[...usual, ...keys.filter((key) => !usual.includes(key)).toSorted()]}
        onPick={(by) => onSearch({ by, value: undefined, baseValue: undefined })}
      />
      {search.by !== undefined && <Values {...props} by={search.by} />}
    </>
  );
}

/** Two values of an attribute, as they occur in the range. */
function Values({
  search: { value, baseValue },
  onSearch,
  by,
  noteOf,
}: ChoiceProps & Pick<PickerProps, "noteOf"> & { readonly by: string }): JSX.Element {
  const { rangeQuery } = useScope();
  const { data } = useApi("/api/attributes", { query: { ...rangeQuery, key: by, limit: 200 } }, choices);
  const known = (data?.values ?? []).map((one) => one.value).filter((one) => one !== "");
  return (
    <>
      <Picker
        boxed
        showsLabel
        label="Base"
        all="choose one"
        value={baseValue}
        options={known.filter((one) => one !== value)}
        noteOf={noteOf}
        onPick={(next) => onSearch({ baseValue: next })}
      />
      <span className={css["other"]}>
        <span className={ui.text["dim"]}>with</span>
        <Picker
          boxed
          showsLabel
          label="Now"
          all="choose one"
          value={value}
          options={known.filter((one) => one !== baseValue)}
          noteOf={noteOf}
          onPick={(next) => onSearch({ value: next })}
        />
      </span>
    </>
  );
}

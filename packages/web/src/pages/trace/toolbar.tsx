// The toolbar: waterfall or flame graph, find, what the waterfall shows, and the next error.
import { Link } from "@tanstack/react-router";
import { useMemo, type JSX, type RefObject } from "react";

import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { FindField } from "./find-field.tsx";
import type { TraceSearch } from "./search.ts";
import type { FoundSpans } from "./use-found-spans.ts";
import css from "./toolbar.module.css";
import type { TraceModel } from "./trace-model.ts";
import { ui } from "../../ui/styles.ts";

export interface ToolbarProps {
  readonly model: TraceModel;
  readonly search: TraceSearch;
  readonly onSearch: (change: TraceSearch) => void;
  readonly findRef: RefObject<HTMLInputElement | null>;
  readonly finding: FoundSpans;
  readonly selected: SpanNode | undefined;
  readonly onNextFound: (text: string) => void;
  readonly onPreviousFound: () => void;
  readonly onNextError: () => void;
}

const pictures = [
  [
    undefined,
    <>
      <Icon name="traces" />
      Waterfall
    </>,
  ],
  [
    "flame",
    <>
      <Icon name="flame" />
      <span>
        Flame<span className={css["secondary"]}> graph</span>
      </span>
    </>,
  ],
  [
    "times",
    <>
      <Icon name="metrics" />
      Times
    </>,
  ],
] as const;

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { model, search, onSearch, findRef, finding, selected, onNextError } = props;
  return (
    <div className={css["toolbar"]}>
      <Segments label="View" value={search.view} choices={pictures} onChange={(view) => onSearch({ view })} />
      <FindField
        className={css["find"]}
        value={search.q ?? ""}
        onChange={(text) => onSearch({ q: text === "" ? undefined : text })}
        onNext={props.onNextFound}
        onPrevious={props.onPreviousFound}
        count={finding.isPending ? "…" : countOf(finding.found, selected)}
        inputRef={findRef}
      />
      {search.view === undefined && <Toggles model={model} search={search} onSearch={onSearch} />}
      <LooseLogs model={model} />
      {model.errors.length > 0 && (
        <button type="button" className={css["errors"]} onClick={onNextError} title="Next error (e)">
          <Status kind="error">
            {formatCount(model.errors.length)} {model.errors.length === 1 ? "error" : "errors"}
          </Status>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

/** `3 of 12` on a hit, else `12`; empty without a query. */
function countOf(found: FoundSpans["found"], selected: SpanNode | undefined): string {
  if (found === null) return "";
  const at = selected === undefined ? -1 : found.indexOf(selected);
  return at < 0 ? formatCount(found.length) : `${formatCount(at + 1)} of ${formatCount(found.length)}`;
}

/** What the waterfall shows beside its bars. */
function Toggles({
  model,
  search,
  onSearch,
}: Pick<ToolbarProps, "model" | "search" | "onSearch">): JSX.Element {
  const logs = useMemo(
    () => [...model.logsBySpan.values()].reduce((sum, list) => sum + list.length, 0),
    [model],
  );
  const className = classes(ui.button["quiet"], css["toggle"]);
  return (
    <>
      <button
        type="button"
        className={className}
        aria-pressed={search.path !== "off"}
        onClick={() => onSearch({ path: search.path === "off" ? undefined : "off" })}
        title="Which span the trace was waiting for at each moment"
      >
        <i className={css["pathMark"]} />
        Critical path
      </button>
      <button
        type="button"
        className={className}
        aria-pressed={search.gaps !== "off"}
        onClick={() => onSearch({ gaps: search.gaps === "off" ? undefined : "off" })}
        title="Time inside a span in which none of its children ran"
      >
        <i className={css["gapMark"]} />
        Gaps
      </button>
      {logs > 0 && (
        <button
          type="button"
          className={className}
          aria-pressed={search.logs !== "off"}
          onClick={() => onSearch({ logs: search.logs === "off" ? undefined : "off" })}
        >
          <Icon name="logs" />
          Logs <span className={ui.text["dim"]}>{formatCount(logs)}</span>
        </button>
      )}
    </>
  );
}

function LooseLogs({ model }: { readonly model: TraceModel }): JSX.Element | null {
  if (model.looseLogs.length === 0) return null;
  return (
    <Link
      to="/logs"
      search={{ trace: model.trace.traceId }}
      className={classes(ui.text["link"], css["secondary"])}
      title="Log records of this trace without a span"
    >
      {formatCount(model.looseLogs.length)} without a span
    </Link>
  );
}

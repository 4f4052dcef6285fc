// Above the waterfall: which picture, find, what is drawn beside the bars, and the way from error to error.
import { Link } from "@tanstack/react-router";
import { useMemo, type JSX, type RefObject } from "react";

import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount } from "../../lib/format.ts";
import { Icon } from "../../ui/icons.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Status } from "../../ui/status.tsx";
import { FindField } from "./find-field.tsx";
import type { TraceSearch } from "./search.ts";
import type { TraceModel } from "./trace-model.ts";

export interface ToolbarProps {
  readonly model: TraceModel;
  readonly search: TraceSearch;
  readonly onSearch: (change: TraceSearch) => void;
  readonly findRef: RefObject<HTMLInputElement | null>;
  readonly found: readonly SpanNode[] | null;
  readonly onNextFound: (text: string) => void;
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
      Flame<span className="lg"> graph</span>
    </>,
  ],
] as const;

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { model, search, onSearch, findRef, found, onNextFound, onNextError } = props;
  const logs = useMemo(
    () => [...model.logsBySpan.values()].reduce((sum, list) => sum + list.length, 0),
    [model],
  );
  const flame = search.view === "flame";
  const errors = model.errors.length;
  return (
    <div className="bar-top">
      <Segments label="View" value={search.view} choices={pictures} onChange={(view) => onSearch({ view })} />
      <FindField
        value={search.q ?? ""}
        onChange={(text) => onSearch({ q: text === "" ? undefined : text })}
        onNext={onNextFound}
        count={found?.length ?? null}
        inputRef={findRef}
      />
      {!flame && (
        <>
          <button
            type="button"
            className="btn quiet lg"
            aria-pressed={search.path !== "off"}
            onClick={() => onSearch({ path: search.path === "off" ? undefined : "off" })}
            title="Which span the trace was waiting for at each moment"
          >
            <i className="cp" />
            Critical path
          </button>
          {logs > 0 && (
            <button
              type="button"
              className="btn quiet lg"
              aria-pressed={search.logs !== "off"}
              onClick={() => onSearch({ logs: search.logs === "off" ? undefined : "off" })}
            >
              <Icon name="logs" />
              Logs <span className="dim">{formatCount(logs)}</span>
            </button>
          )}
        </>
      )}
      {model.looseLogs.length > 0 && (
        <Link
          to="/logs"
          search={{ trace: model.trace.traceId }}
          className="link lg"
          title="Log records of this trace without a span"
        >
          {formatCount(model.looseLogs.length)} without a span
        </Link>
      )}
      {errors > 0 && (
        <button type="button" className="errs" onClick={onNextError} title="Next error (e)">
          <Status kind="error">
            {formatCount(errors)} {errors === 1 ? "error" : "errors"}
          </Status>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

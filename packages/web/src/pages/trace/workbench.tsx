// The main part of the page: toolbar, pictures over time, self time, and the panel of the selected span.
import { useCallback, useMemo, useRef, type JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { MarkedNote, useMarkedSpans } from "./marked-spans.tsx";
import { SelfTimes } from "./self-times.tsx";
import { SpanPanel } from "./span-panel.tsx";
import { Timeline } from "./timeline.tsx";
import { Toolbar } from "./toolbar.tsx";
import type { TraceModel } from "./trace-model.ts";
import { useFoundSpans, useNextFound } from "./use-found-spans.ts";
import { useGaps } from "./use-gaps.ts";
import { useGeometry } from "./use-geometry.ts";
import { useSelectedSpan } from "./use-selected-span.ts";
import { useTraceRows } from "./use-trace-rows.ts";
import { useTraceSearch } from "./use-trace-search.ts";
import css from "./workbench.module.css";

export function Workbench({ model }: { readonly model: TraceModel }): JSX.Element {
  const [search, change] = useTraceSearch();
  const work = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const geometry = useGeometry(work);
  const rows = useTraceRows(model, search.logs !== "off");
  const gapsOf = useGaps(model, search.gaps !== "off");
  const finding = useFoundSpans(model, search.q ?? "");
  const marked = useMarkedSpans(model, search.marks);
  const { selected, select, selectNext, selectPrevious } = useSelectedSpan(model, rows, search, change);
  const nextError = useCallback(() => selectNext(model.errors), [selectNext, model]);
  const nextFound = useNextFound(finding, selectNext);
  const previousFound = useCallback(() => selectPrevious(finding.found ?? []), [selectPrevious, finding]);
  const keys = useMemo(
    () => ({
      rows,
      selected,
      select,
      nextError,
      nextFound: () => selectNext(finding.found ?? []),
      previousFound,
      focusFind: () => find.current?.focus(),
    }),
    [rows, selected, select, selectNext, nextError, previousFound, finding],
  );

  return (
    <div className={classes(css["bench"], selected === undefined && css["alone"])}>
      <div className={css["work"]} ref={work}>
        <Toolbar
          model={model}
          search={search}
          onSearch={change}
          findRef={find}
          finding={finding}
          selected={selected}
          onNextFound={nextFound}
          onPreviousFound={previousFound}
          onNextError={nextError}
        />
        {marked !== null && finding.matches === null && (
          <MarkedNote marked={marked} onClear={() => change({ marks: undefined })} />
        )}
        <Timeline
          picture={search.view}
          keys={keys}
          model={model}
          rows={rows}
          geometry={geometry}
          selected={selected}
          onSelect={select}
          matches={finding.matches ?? marked}
          showPath={search.path !== "off"}
          gapsOf={gapsOf}
        />
        <SelfTimes shares={model.selfTimes} />
      </div>
      {selected !== undefined && (
        <SpanPanel
          model={model}
          node={selected}
          tab={search.tab}
          onTab={(tab) => change({ tab })}
          onClose={() => select(undefined)}
        />
      )}
    </div>
  );
}

// The main part of the page: toolbar, minimap, waterfall or flame graph, self time, and the panel of the selected span.
import { useDeferredValue, useMemo, useRef, type JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Axis, flatWidth } from "./axis.tsx";
import { Flame } from "./flame.tsx";
import { findSpans } from "./find-spans.ts";
import { Minimap } from "./minimap.tsx";
import { SelfTimes } from "./self-times.tsx";
import { SpanPanel } from "./span-panel.tsx";
import { Toolbar } from "./toolbar.tsx";
import type { TraceModel } from "./trace-model.ts";
import { useGeometry } from "./use-geometry.ts";
import { useSelectedSpan } from "./use-selected-span.ts";
import { useTimeView } from "./use-time-view.ts";
import { useTraceKeys } from "./use-trace-keys.ts";
import { useTraceRows } from "./use-trace-rows.ts";
import { useTraceSearch } from "./use-trace-search.ts";
import { Waterfall, type WaterfallProps } from "./waterfall.tsx";
import css from "./workbench.module.css";

export function Workbench({ model }: { readonly model: TraceModel }): JSX.Element {
  const [search, change] = useTraceSearch();
  const work = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const geometry = useGeometry(work);
  const { view, setView, showAll } = useTimeView(model);
  const rows = useTraceRows(model, search.logs !== "off");
  const query = useDeferredValue(search.q ?? "");
  const found = useMemo(() => findSpans(model, query), [model, query]);
  const matches = useMemo(() => (found === null ? null : new Set(found)), [found]);
  const { selected, select, selectNext } = useSelectedSpan(model, rows, search, change);
  const nextError = (): void => selectNext(model.errors);
  useTraceKeys({ rows, selected, select, nextError, focusFind: () => find.current?.focus(), showAll });

  return (
    <div className={classes(css["bench"], selected === undefined && css["alone"])}>
      <div className={css["work"]} ref={work}>
        <Toolbar
          model={model}
          search={search}
          onSearch={change}
          findRef={find}
          found={found}
          onNextFound={(text) => selectNext(findSpans(model, text) ?? [])}
          onNextError={nextError}
        />
        <Minimap tree={model.tree} width={flatWidth(geometry)} view={view} onView={setView} />
        <Picture
          flame={search.view === "flame"}
          model={model}
          rows={rows}
          geometry={geometry}
          view={view}
          onView={setView}
          selected={selected}
          onSelect={select}
          matches={matches}
          showPath={search.path !== "off"}
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

/** The flame graph or the waterfall. */
function Picture({ flame, ...props }: WaterfallProps & { readonly flame: boolean }): JSX.Element {
  if (flame) return <Flame {...props} />;
  return (
    <>
      <Axis geometry={props.geometry} view={props.view} />
      <Waterfall {...props} />
    </>
  );
}

// The trace at work: toolbar, minimap, waterfall or flame graph, self time, and the panel of the selected span.
import { useCallback, useDeferredValue, useMemo, useRef, useState, type JSX } from "react";

import type { TimeView } from "../../draw/time-view.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { Axis, flatWidth } from "./axis.tsx";
import { Flame } from "./flame.tsx";
import { findSpans } from "./find-spans.ts";
import { Minimap } from "./minimap.tsx";
import { SelfTimes } from "./self-times.tsx";
import { SpanPanel } from "./span-panel.tsx";
import { Toolbar } from "./toolbar.tsx";
import type { TraceModel } from "./trace-model.ts";
import { useGeometry } from "./use-geometry.ts";
import { useTraceKeys } from "./use-trace-keys.ts";
import { useTraceRows } from "./use-trace-rows.ts";
import { useTraceSearch } from "./use-trace-search.ts";
import { Waterfall } from "./waterfall.tsx";

export function Workbench({ model }: { readonly model: TraceModel }): JSX.Element {
  const [search, change] = useTraceSearch();
  const work = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLInputElement>(null);
  const geometry = useGeometry(work);
  const { tree } = model;
  const whole = useMemo<TimeView>(() => ({ start: 0, end: tree.durationMs }), [tree]);
  const [zoom, setZoom] = useState<{ readonly of: TraceModel; readonly view: TimeView } | null>(null);
  const view = zoom?.of === model ? zoom.view : whole;
  const setView = useCallback((next: TimeView) => setZoom({ of: model, view: next }), [model]);

  const rows = useTraceRows(model, search.logs !== "off");
  const query = useDeferredValue(search.q ?? "");
  const matches = useMemo(() => findSpans(model, query), [model, query]);
  const selected = search.span === undefined ? undefined : tree.byId.get(search.span);
  const { reveal } = rows;
  const select = useCallback(
    (node: SpanNode | undefined) => {
      if (node !== undefined) reveal(node);
      change({ span: node?.span.spanId });
    },
    [change, reveal],
  );
  const goOn = (nodes: readonly SpanNode[]): void => {
    const next = nodes.find((node) => node.index > (selected?.index ?? -1)) ?? nodes[0];
    if (next !== undefined) select(next);
  };
  useTraceKeys({
    rows,
    selected,
    select,
    nextError: () => goOn(model.errors),
    focusFind: () => find.current?.focus(),
    showAll: () => setView(whole),
  });
  // A link straight to a span that is folded away opens down to it.
  const [opened, setOpened] = useState<SpanNode | undefined>(undefined);
  if (selected !== opened) {
    setOpened(selected);
    if (selected !== undefined) reveal(selected);
  }
  const set = useMemo(() => (matches === null ? null : new Set(matches)), [matches]);

  return (
    <div className={`bench ${selected === undefined ? "alone" : ""}`}>
      <div className="work" ref={work}>
        <Toolbar
          model={model}
          search={search}
          onSearch={change}
          findRef={find}
          found={matches}
          onNextFound={(text) => goOn(findSpans(model, text) ?? [])}
          onNextError={() => goOn(model.errors)}
        />
        <Minimap tree={tree} width={flatWidth(geometry)} view={view} onView={setView} />
        {search.view === "flame" ? (
          <Flame
            model={model}
            geometry={geometry}
            view={view}
            onView={setView}
            selected={selected}
            onSelect={select}
            matches={set}
          />
        ) : (
          <>
            <Axis geometry={geometry} view={view} />
            <Waterfall
              model={model}
              rows={rows}
              geometry={geometry}
              view={view}
              onView={setView}
              selected={selected}
              onSelect={select}
              matches={set}
              showPath={search.path !== "off"}
            />
          </>
        )}
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

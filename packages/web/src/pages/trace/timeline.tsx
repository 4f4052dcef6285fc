// The pictures of the trace over time: minimap, and waterfall or flame graph. Zooming renders only these again.
import { memo, type JSX } from "react";

import { Axis, flatWidth } from "./axis.tsx";
import { Flame } from "./flame.tsx";
import type { TraceSearch } from "./search.ts";
import { Times } from "./times.tsx";
import { Minimap } from "./minimap.tsx";
import { useTimeView } from "./use-time-view.ts";
import { useTraceKeys, type TraceKeys } from "./use-trace-keys.ts";
import { Waterfall, type WaterfallProps } from "./waterfall.tsx";

export interface TimelineProps extends Omit<WaterfallProps, "view" | "onView"> {
  readonly picture: TraceSearch["view"];
  /** What keys do; showing all time is the timeline's own. */
  readonly keys: Omit<TraceKeys, "showAll">;
}

export const Timeline = memo(function Timeline({ picture, keys, ...content }: TimelineProps): JSX.Element {
  const { model, geometry } = content;
  const { view, setView, showAll } = useTimeView(model);
  useTraceKeys({ ...keys, showAll });
  const props = { ...content, view, onView: setView };
  return (
    <>
      {picture !== "times" && (
        <Minimap tree={model.tree} width={flatWidth(geometry)} view={view} onView={setView} />
      )}
      {picture === "flame" && <Flame {...props} />}
      {picture === "times" && <Times model={model} onSelect={content.onSelect} />}
      {picture === undefined && (
        <>
          <Axis geometry={geometry} view={view} />
          <Waterfall {...props} />
        </>
      )}
    </>
  );
});

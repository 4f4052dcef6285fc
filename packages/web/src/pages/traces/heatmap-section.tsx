// All spans of the range by time and duration, and the actions for the region that is selected there.
import { useState, type JSX } from "react";

import type { HeatmapRegion } from "../../draw/heatmap-layout.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { HeatmapLegend } from "../../ui/heatmap/heatmap-legend.tsx";
import { HeatmapTable } from "../../ui/heatmap/heatmap-table.tsx";
import { Heatmap } from "../../ui/heatmap/heatmap.tsx";
import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./heatmap-section.module.css";
import { RegionBar } from "./region-bar.tsx";
import { formatRegion, parseRegion } from "./region.ts";
import type { TracesSearch } from "./search.ts";
import type { TracesHeatmap } from "./use-heatmap.ts";

export interface HeatmapSectionProps {
  readonly heatmap: TracesHeatmap;
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
}

const kinds = [
  [undefined, "Entry spans"],
  ["all", "All spans"],
] as const;

const height = 176;

export function HeatmapSection({ heatmap, search, onSearch }: HeatmapSectionProps): JSX.Element {
  const { query, grid, areErrorsPending } = heatmap;
  const [isTable, setIsTable] = useState(false);
  const region = parseRegion(search.region);
  const late = useLate(["spans"], useScope().service);
  const select = (next: HeatmapRegion | undefined): void =>
    onSearch({ region: next === undefined ? undefined : formatRegion(next) });
  return (
    <section aria-label="Durations">
      <div className={css["head"]}>
        <b>Duration by time</b>
        <HeatmapLegend errorsPending={areErrorsPending} />
        <button
          type="button"
          className={ui.text["link"]}
          aria-pressed={isTable}
          onClick={() => setIsTable(!isTable)}
        >
          {isTable ? "Show picture" : "Show table"}
        </button>
        <PinToDashboard
          compact
          narrowedBy="filters"
          chart={{
            title: `Durations of ${search.spans === "all" ? "all" : "entry"} spans`,
            sources: [{ traces: search.spans ?? "entries" }],
            form: "heatmap",
          }}
        />
        <Segments
          label="Spans"
          className={css["kinds"]}
          value={search.spans}
          choices={kinds}
          onChange={(spans) => onSearch({ spans, region: undefined })}
        />
      </div>
      <QueryView query={query} skeleton={<SkeletonBlock height={height + 20} />}>
        {() =>
          grid === undefined || grid.lowsMs.length === 0 ? (
            <NoSpans spans={search.spans} onSearch={onSearch} />
          ) : isTable ? (
            <HeatmapTable grid={grid} label="Spans by duration and time" onRegion={select} />
          ) : (
            <Heatmap
              grid={grid}
              label={`${search.spans === "all" ? "All spans" : "Entry spans"} by time and duration`}
              unit="stored spans"
              region={region}
              onRegion={select}
              height={height}
              late={late}
            />
          )
        }
      </QueryView>
      {region !== undefined && (
        <RegionBar region={region} grid={grid} view={search.view} onSearch={onSearch} />
      )}
    </section>
  );
}

/** Conditions may fit only spans that enter no service: the list has their traces all the same. */
function NoSpans({
  spans,
  onSearch,
}: Pick<HeatmapSectionProps, "onSearch"> & { readonly spans: TracesSearch["spans"] }): JSX.Element {
  return (
    <div className={css["none"]} style={{ height }}>
      {spans === "all" ? (
        "No spans in this range"
      ) : (
        <p>
          No entry spans in this range{" "}
          <button type="button" className={ui.text["link"]} onClick={() => onSearch({ spans: "all" })}>
            Show all spans
          </button>
        </p>
      )}
    </div>
  );
}

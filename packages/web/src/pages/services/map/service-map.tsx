// The service map: the drawing, its controls and legend, services without calls, and all calls as a table beside it.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ServiceGraph } from "contract";
import { useMemo, useState, type JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { neighbourhood, splitByCalls } from "../../../draw/service-map-graph.ts";
import { useScope } from "../../../state/scope.ts";
import { AndMore } from "../../../ui/and-more.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ServiceName } from "../../../ui/service-name.tsx";
import { SkeletonBlock } from "../../../ui/skeleton.tsx";
import { ui } from "../../../ui/styles.ts";
import { useBusiness } from "../use-business.ts";
import { useMapVerdicts } from "./use-map-verdicts.ts";
import { NoServices } from "../no-services.tsx";
import { CallsTable } from "./calls-table.tsx";
import { MapDrawing } from "./map-drawing.tsx";
import { MapLegend } from "./map-legend.tsx";
import { MapTools } from "./map-tools.tsx";
import { type ModelEdge, type ModelNode, toModel } from "./map-model.ts";
import { NodePanel } from "./node-panel.tsx";
import { createPlaces } from "./places.ts";
import css from "./service-map.module.css";

const route = getRouteApi("/services");

export function ServiceMap(): JSX.Element {
  const { rangeQuery } = useScope();
  const query = useApi("/api/services/graph", { query: rangeQuery });
  return (
    <QueryView query={query} skeleton={<SkeletonBlock height={480} />}>
      {(data) => (data.nodes.length === 0 ? <NoServices /> : <Map data={data} />)}
    </QueryView>
  );
}

function Map({ data }: { readonly data: ServiceGraph }): JSX.Element {
  const { focus, hops, search, node: selected, width } = route.useSearch();
  const navigate = route.useNavigate();
  const { service } = useScope();
  const [hovered, setHovered] = useState<string>();
  const [places] = useState(() => createPlaces<ModelEdge>());
  const [layouts, setLayouts] = useState(0);
  const business = useBusiness();
  const widths = width === "business" ? business?.ofEdge : undefined;
  const verdictOf = useMapVerdicts();
  const model = useMemo(() => toModel(data, verdictOf, widths), [data, verdictOf, widths]);
  const centre = focus ?? service;
  const graph = useMemo(() => neighbourhood(model, centre, hops ?? Infinity), [model, centre, hops]);
  const shown = `${centre ?? ""} ${hops ?? "all"}`;
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `layouts` asks for another one
  const layout = useMemo(() => places.layOut(graph, shown), [places, graph, shown, layouts]);
  const layOutAnew = (): void => {
    places.forget(shown);
    setLayouts(layouts + 1);
  };
  const text = search?.toLowerCase();
  const labels = useMemo(
    () => Object.fromEntries(graph.nodes.map(({ id, label }) => [id, label.toLowerCase()])),
    [graph],
  );
  const select = (id: string | undefined): void =>
    void navigate({ search: (previous) => ({ ...previous, node: id }), replace: true });
  const selectedNode = graph.nodes.find(({ id }) => id === selected);
  const calls = { graph, hovered, onHover: setHovered, onSelect: select, business: business?.ofEdge };
  return (
    <>
      <MapTools graph={model} onLayOutAnew={layOutAnew} />
      <MapDrawing
        {...calls}
        layout={layout}
        shown={shown}
        selected={selectedNode?.id}
        matches={(id) => text === undefined || (labels[id] ?? "").includes(text)}
      >
        {selectedNode !== undefined && (
          <NodePanel
            selected={selectedNode}
            business={business?.ofNode(selectedNode.id)}
            onClose={() => select(undefined)}
          />
        )}
      </MapDrawing>
      <MapLegend truncated={data.truncated} />
      <AndMore
        truncated={business?.truncated}
        things="shares of transactions"
        by="transactions"
        fix="Others are not shown. Choose an environment, or a shorter time range."
      />
      <Alone nodes={splitByCalls(graph).alone} />
      <section className={ui.section["section"]}>
        <header>
          <h2>Calls</h2>
          <span className={ui.text["dim"]}>
            {selectedNode === undefined ? "worst first" : `of ${selectedNode.label}`}
          </span>
        </header>
        <CallsTable {...calls} selected={selectedNode?.id} />
      </section>
    </>
  );
}

/** Services that call nothing and that nothing calls. */
function Alone({ nodes }: { readonly nodes: readonly ModelNode[] }): JSX.Element | null {
  if (nodes.length === 0) return null;
  return (
    <section className={css["alone"]} aria-label="Without calls">
      <h2>Without calls</h2>
      <ul>
        {nodes.map(({ id, label }) => (
          <li key={id}>
            <Link className={ui.text["link"]} to="/services/$name" params={{ name: id }}>
              <ServiceName name={label} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Remembers where the nodes of the shown map stand, so that live data moves none of them.
import { layoutServiceMap, type MapLayout, type PlacedMapNode } from "../../../draw/service-map-layout.ts";
import type { ModelEdge, ModelGraph } from "./map-model.ts";

/** Lays out a graph; the nodes of the last graph with the same key stay where they are. */
export type LayOut = (graph: ModelGraph, key: string) => MapLayout<ModelEdge>;

export function createPlaces(): LayOut {
  let last: { readonly key: string; readonly nodes: readonly PlacedMapNode[] } = { key: "", nodes: [] };
  return (graph, key) => {
    const layout = layoutServiceMap(graph, last.key === key ? last.nodes : []);
    last = { key, nodes: layout.nodes };
    return layout;
  };
}

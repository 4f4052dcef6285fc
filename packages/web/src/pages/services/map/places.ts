// Remembers where the nodes of maps stand, so that neither live data nor another visit moves any: a picture that people know stays.
// The browser keeps the places of the last maps.
import type { PlacedMapNode } from "../../../draw/service-map-box.ts";
import { layoutServiceMap, type MapLayout } from "../../../draw/service-map-layout.ts";
import type { MapEdge, MapGraph, MapNode } from "../../../draw/service-map-graph.ts";

export interface PlacesOfMaps<Edge extends MapEdge> {
  /** Lays out a graph; the nodes of the last graph with the same key stay where they are. */
  layOut(graph: MapGraph<MapNode, Edge>, key: string): MapLayout<Edge>;
  /** The next graph with the key is laid out anew. */
  forget(key: string): void;
}

type Places = readonly PlacedMapNode[];

const storageKey = "telltale.map.places";
/** Maps whose places are kept, the last ones. */
const maxMaps = 8;

export function createPlaces<Edge extends MapEdge>(
  storage: Pick<Storage, "getItem" | "setItem"> | undefined = ownStorage(),
): PlacesOfMaps<Edge> {
  const maps = new Map(read(storage));
  return {
    layOut(graph, key) {
      const layout = layoutServiceMap(graph, maps.get(key));
      if (layout.nodes.length === 0) return layout;
      maps.delete(key);
      maps.set(key, layout.nodes);
      for (const [oldest] of [...maps].slice(0, -maxMaps)) maps.delete(oldest);
      write(storage, [...maps]);
      return layout;
    },
    forget: (key) => void maps.delete(key),
  };
}

/** Storage may be blocked. */
function ownStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function read(storage: Pick<Storage, "getItem"> | undefined): readonly (readonly [string, Places])[] {
  try {
    const maps: unknown = JSON.parse(storage?.getItem(storageKey) ?? "[]");
    if (!Array.isArray(maps)) return [];
    return maps.filter(
      (map): map is readonly [string, Places] =>
        Array.isArray(map) && typeof map[0] === "string" && Array.isArray(map[1]) && map[1].every(isPlaced),
    );
  } catch {
    return [];
  }
}

function isPlaced(node: unknown): node is PlacedMapNode {
  if (typeof node !== "object" || node === null) return false;
  const { id, x, y, layer } = node as Partial<PlacedMapNode>;
  return typeof id === "string" && [x, y, layer].every((number) => Number.isFinite(number));
}

function write(
  storage: Pick<Storage, "setItem"> | undefined,
  maps: readonly (readonly [string, Places])[],
): void {
  try {
    storage?.setItem(storageKey, JSON.stringify(maps));
  } catch {
    // Full: the open page still has the places.
  }
}

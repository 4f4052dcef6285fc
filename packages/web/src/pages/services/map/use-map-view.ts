// Pan and zoom of the map: fits the picture at first and after each change of what is shown, else stays as the viewer left it.
import { useCallback, useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";

/** Px of the screen = `k` × px of the picture + `x`. */
interface MapView {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface MapExtent {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface MapViewControl {
  readonly view: MapView;
  readonly zoom: (factor: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly fit: () => void;
  readonly pointer: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
  };
}

const least = 0.25;
const most = 2.5;

/** The whole of `extent`, at most in its own size. */
function fitView(extent: MapExtent, width: number, height: number): MapView {
  const k = Math.max(least, Math.min(1, width / extent.width, height / extent.height));
  return {
    k,
    x: (width - extent.width * k) / 2 - extent.left * k,
    y: (height - extent.height * k) / 2 - extent.top * k,
  };
}

/** Below this width of the screen, all of a map is too small to read. Px. */
const narrow = 700;
/** The least size there of what is shown at first. */
const minOnNarrow = 0.65;

/** All of the picture; on a phone its beginning, in a size that can be read. */
function firstView(extent: MapExtent, width: number, height: number): MapView {
  const all = fitView(extent, width, height);
  if (width >= narrow || all.k >= minOnNarrow) return all;
  const k = minOnNarrow;
  return { k, x: 12 - extent.left * k, y: (height - extent.height * k) / 2 - extent.top * k };
}

/** `view` zoomed by `factor`; the point at `x`, `y` of the screen stays. */
function zoomView(view: MapView, factor: number, x: number, y: number): MapView {
  const k = Math.max(least, Math.min(most, view.k * factor));
  const ratio = k / view.k;
  return { k, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio };
}

/** @param shown what the picture shows; another value fits it anew. */
export function useMapView(
  element: RefObject<SVGSVGElement | null>,
  extent: MapExtent,
  size: { readonly width: number; readonly height: number },
  shown: string,
): MapViewControl {
  const { width, height } = size;
  const key = `${shown} ${width > 0}`;
  const [state, setState] = useState<{ readonly key: string; readonly view: MapView | undefined }>({
    key,
    view: undefined,
  });
  // Until the viewer moves it the picture fits, whatever comes.
  const view = state.key === key && state.view !== undefined ? state.view : firstView(extent, width, height);
  const drag = useRef<{ readonly x: number; readonly y: number }>(undefined);
  const change = useCallback((next: MapView) => setState({ key, view: next }), [key]);
  useWheel(element, view, change);
  return {
    view,
    zoom: (factor) => change(zoomView(view, factor, width / 2, height / 2)),
    pan: (dx, dy) => change({ ...view, x: view.x + dx, y: view.y + dy }),
    fit: () => setState({ key, view: width < narrow ? fitView(extent, width, height) : undefined }),
    pointer: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        drag.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove(event) {
        const from = drag.current;
        if (from === undefined) return;
        drag.current = { x: event.clientX, y: event.clientY };
        change({ ...view, x: view.x + event.clientX - from.x, y: view.y + event.clientY - from.y });
      },
      onPointerUp() {
        drag.current = undefined;
      },
    },
  };
}

/** Ctrl or ⌘ and the wheel, and a pinch, zoom around the pointer. */
function useWheel(
  ref: RefObject<SVGSVGElement | null>,
  view: MapView,
  onView: (view: MapView) => void,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      onView(zoomView(view, Math.exp(-event.deltaY * 0.004), event.clientX - left, event.clientY - top));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [ref, view, onView]);
}

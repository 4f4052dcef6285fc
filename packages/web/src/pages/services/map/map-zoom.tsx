// The buttons that zoom the map.
import type { JSX } from "react";

import { ui } from "../../../ui/styles.ts";
import css from "./map-zoom.module.css";
import type { MapViewControl } from "./use-map-view.ts";
import { zoomInStep, zoomOutStep } from "./zoom-steps.ts";

export function MapZoom({ control }: { readonly control: MapViewControl }): JSX.Element {
  return (
    <div className={css["zoom"]} role="group" aria-label="Zoom">
      <button
        type="button"
        className={ui.button["button"]}
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => control.zoom(zoomInStep)}
      >
        +
      </button>
      <button
        type="button"
        className={ui.button["button"]}
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => control.zoom(zoomOutStep)}
      >
        −
      </button>
      <button type="button" className={ui.button["button"]} title="Fit (0)" onClick={control.fit}>
        Fit
      </button>
    </div>
  );
}

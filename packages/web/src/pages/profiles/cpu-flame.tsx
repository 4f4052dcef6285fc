// The flame graph of a CPU profile: a click widens a call path to the whole width, a second one on it shows all again.
import { shareOf } from "catalog/measures";
import { useMemo, useRef, useState, type JSX, type MouseEvent } from "react";

import type { CpuProfile, ProfileBox } from "../../draw/cpu-profile.ts";
import { flameAt } from "../../draw/flame.ts";
import { formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { useFlameDrawing } from "../../ui/use-flame-drawing.ts";
import { useSize } from "../../ui/use-size.ts";
import css from "./profiles.module.css";

export function CpuFlame({ profile }: { readonly profile: CpuProfile }): JSX.Element {
  const { boxes, layout, totalMs } = profile;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const [zoomed, setZoomed] = useState<ProfileBox>();
  const [pointed, setPointed] = useState<ProfileBox | null>(null);
  const view = useMemo(
    () => (zoomed === undefined ? { start: 0, end: totalMs } : { start: zoomed.start, end: zoomed.end }),
    [zoomed, totalMs],
  );
  useFlameDrawing(canvas, { nodes: boxes, layout, view, width, selected: zoomed, matches: null });
  const boxUnder = (event: MouseEvent<HTMLCanvasElement>): ProfileBox | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const scene = { nodes: boxes, layout, view, width };
    return flameAt(scene, event.clientX - box.left, event.clientY - box.top);
  };
  const shown = pointed ?? zoomed;
  return (
    <section className={ui.section["section"]} aria-label="Flame graph">
      <header>
        <h2>Flame graph</h2>
        <span className={ui.text["dim"]}>
          {shown === undefined
            ? `${formatDuration(totalMs)} of work; wide is long, a click zooms in`
            : `${shown.span.name} ${shown.place}: ${formatDuration(shown.totalMs)}, ${formatShare(shareOf(shown.totalMs, totalMs))}, itself ${formatDuration(shown.selfMs)}`}
        </span>
        {zoomed !== undefined && (
          <button
            type="button"
            className={classes(ui.section["end"], ui.button["quiet"])}
            onClick={() => setZoomed(undefined)}
          >
            Show all
          </button>
        )}
      </header>
      <div ref={frame} className={css["flame"]}>
        <canvas
          ref={canvas}
          role="img"
          aria-label="Flame graph; the table below has the same functions"
          onMouseMove={(event) => setPointed(boxUnder(event))}
          onMouseLeave={() => setPointed(null)}
          onClick={(event) => {
            const box = boxUnder(event);
            setZoomed(box === null || box === zoomed ? undefined : box);
          }}
        />
      </div>
    </section>
  );
}

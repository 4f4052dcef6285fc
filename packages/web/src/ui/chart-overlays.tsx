// What lies over and below the picture of a chart in HTML: flags, exemplars and the labels of the time axis.
import { Link } from "@tanstack/react-router";
import { Fragment, useMemo, type JSX, type ReactNode } from "react";

import { timeLabels } from "../lib/axis.ts";
import type { Late } from "../lib/completeness.ts";
import css from "./chart.module.css";
import { AddressLink } from "./address-link.tsx";
import { FlagShape, NoteShape } from "./chart-flag.tsx";
import { joinNotes, type ChartMark, type ChartPeriod, type ChartPoint } from "./chart-model.ts";
import { classes } from "./classes.ts";
import { bottomPadding, topPadding } from "./chart-options.ts";
import { lateEndLabel } from "./late-end.tsx";
import lateEnd from "./late-end.module.css";
import { StatusMark } from "./status.tsx";

/** Converts times and values to px of the chart. */
export interface ChartScale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly height: number;
  /** The values at the bottom and at the top of the picture. */
  readonly low: number;
  readonly high: number;
  /** Px left of the picture. */
  readonly axisWidth: number;
}

const narrow = 420;
/** Links are this far apart, in px. */
const pressable = 26;

/** A flag on its mast at each mark inside the range. */
export function ChartMarks({
  scale,
  marks,
}: {
  readonly scale: ChartScale;
  readonly marks: readonly ChartMark[];
}): JSX.Element {
  return (
    <>
      {joinNotes(
        marks.filter(({ timeMs }) => isInside(scale, timeMs)),
        (pressable * (scale.toMs - scale.fromMs)) / Math.max(1, scale.width - scale.axisWidth),
      ).map(({ timeMs, label, service, address }) => (
        <span
          className={classes(css["mark"], address !== undefined && css["noted"])}
          key={`${timeMs}${label}`}
          title={label}
          style={{ left: xOf(scale, timeMs), height: scale.height - 4 }}
        >
          <MarkShape label={label} service={service} address={address} />
        </span>
      ))}
    </>
  );
}

function MarkShape({
  label,
  service,
  address,
}: {
  readonly label: string;
  readonly service: string | undefined;
  readonly address: string | undefined;
}): JSX.Element {
  if (address !== undefined)
    return (
      <AddressLink to={address} label={label}>
        <NoteShape />
      </AddressLink>
    );
  if (service === undefined) return <FlagShape />;
  return (
    <Link to="/services/$name" params={{ name: service }} aria-label={label}>
      <FlagShape />
    </Link>
  );
}

/** The ground of each period inside the range, and a mark on the axis where it begins. */
export function ChartPeriods({
  scale,
  periods,
}: {
  readonly scale: ChartScale;
  readonly periods: readonly ChartPeriod[];
}): JSX.Element {
  return (
    <>
      {periods
        .filter(({ fromMs, toMs }) => toMs > scale.fromMs && fromMs < scale.toMs)
        .map(({ fromMs, toMs, label, kind, anomaly }) => {
          const left = xOf(scale, Math.max(fromMs, scale.fromMs));
          const right = xOf(scale, Math.min(toMs, scale.toMs));
          return (
            <Fragment key={`${fromMs}${label}`}>
              <span
                className={classes(css["period"], css[kind])}
                {...(anomaly === undefined && { role: "img", "aria-label": label })}
                title={label}
                style={{ left, width: Math.max(2, right - left), top: topPadding, bottom: bottomPadding }}
              >
                {kind === "error" && fromMs >= scale.fromMs && <StatusMark kind={kind} />}
              </span>
              {anomaly !== undefined && (
                <Link
                  className={css["anomaly"]}
                  to="/alerts/anomalies/$id"
                  params={{ id: anomaly }}
                  aria-label={label}
                  title={label}
                  style={{ left }}
                >
                  <StatusMark kind="warn" />
                </Link>
              )}
            </Fragment>
          );
        })}
    </>
  );
}

/** The end of the picture that is not complete yet. Its reason is in the tooltip of the chart. */
export function ChartLateEnd({
  scale,
  late,
}: {
  readonly scale: ChartScale;
  readonly late: Late | undefined;
}): JSX.Element | null {
  if (late === undefined || late.upToMs >= scale.toMs) return null;
  return (
    <span
      className={classes(lateEnd["end"], css["lateEnd"])}
      role="img"
      aria-label={lateEndLabel(late)}
      style={{
        left: xOf(scale, Math.max(late.upToMs, scale.fromMs)),
        top: topPadding,
        bottom: bottomPadding,
      }}
    />
  );
}

/** What `render` returns for each exemplar inside the range, at its position. */
export function ChartExemplars({
  scale,
  exemplars,
  render,
}: {
  readonly scale: ChartScale;
  readonly exemplars: readonly ChartPoint[];
  readonly render: (point: ChartPoint, className: string) => ReactNode;
}): JSX.Element {
  return (
    <>
      {exemplars
        .filter(({ timeMs }) => isInside(scale, timeMs))
        .map((point) => (
          <span
            key={`${point.traceId}${point.timeMs}`}
            className={css["point"]}
            style={{ left: xOf(scale, point.timeMs), top: yOf(scale, point.value) }}
          >
            {render(point, css["exemplar"] ?? "")}
          </span>
        ))}
    </>
  );
}

/** Times below the picture, fewer of them where it is narrow. */
export function TimeLabels({
  scale: { fromMs, toMs, width, axisWidth },
}: {
  readonly scale: ChartScale;
}): JSX.Element {
  const labels = useMemo(
    () => timeLabels(fromMs, toMs, width > 0 && width < narrow ? 3 : 5),
    [fromMs, toMs, width],
  );
  return (
    <div className={css["labels"]} style={{ marginLeft: axisWidth }} aria-hidden="true">
      {labels.map(({ at, text }) => (
        <span key={at} style={{ left: `${at * 100}%` }}>
          {text}
        </span>
      ))}
    </div>
  );
}

function isInside({ fromMs, toMs }: ChartScale, ms: number): boolean {
  return ms >= fromMs && ms <= toMs;
}

function xOf({ fromMs, toMs, width, axisWidth }: ChartScale, ms: number): number {
  return axisWidth + ((ms - fromMs) / (toMs - fromMs)) * Math.max(1, width - axisWidth);
}

/** Values beyond the chart are at its edge. */
function yOf({ low, high, height }: ChartScale, value: number): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return topPadding + (1 - share) * (height - topPadding - bottomPadding);
}

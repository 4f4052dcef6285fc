// The selected node: what it is, its figures, and where to go from there.
import { Link } from "@tanstack/react-router";
import { type MeasureKey, measureOf } from "catalog/measures";
import type { JSX, ReactNode } from "react";

import { formatCount } from "../../../lib/format.ts";
import { estimated, formatMeasure } from "../../../lib/format-measure.ts";
import { Icon } from "../../../ui/icons.tsx";
import { ui } from "../../../ui/styles.ts";
import type { ModelNode } from "./map-model.ts";
import css from "./node-panel.module.css";
import { NodeIcon } from "./node-icon.tsx";
import { kindWords } from "./node-words.ts";

export function NodePanel({
  selected,
  business,
  onClose,
}: {
  readonly selected: ModelNode;
  readonly business: number | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { id, label, node, ratePerSecond, errorShare, isEstimate } = selected;
  const ofNode = node.kind === "service" ? ofService : ofCalls;
  const { kind, name, system, estimatedEntries, p95Ms, queue } = node;
  return (
    <div className={css["panel"]}>
      <header>
        <NodeIcon kind={kind} name={name} />
        <h2>{label}</h2>
        <span className={ui.text["dim"]}>
          {[kindWords[kind], system].filter((word) => word !== "").join(", ")}
        </span>
        <button type="button" className={ui.button["icon"]} aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <dl>
        <Fact
          of={ofNode.rate}
          title={`${estimated(formatCount(estimatedEntries), isEstimate)} ${queue === null ? "calls" : "messages received"}`}
        >
          {formatMeasure(ofNode.rate, ratePerSecond, isEstimate)}
        </Fact>
        {queue !== null && (
          <Fact
            of="backlog"
            title={`${formatCount(queue.sent)} sent, ${formatCount(queue.received)} received in the range`}
          >
            {formatMeasure("backlog", queue.backlog, isEstimate)}
          </Fact>
        )}
        <Fact of={ofNode.errors}>{formatMeasure(ofNode.errors, errorShare, isEstimate)}</Fact>
        <Fact of={ofNode.p95}>{formatMeasure(ofNode.p95, p95Ms)}</Fact>
        <Fact of="businessShare">{formatMeasure("businessShare", business)}</Fact>
      </dl>
      <p className={css["links"]}>
        {kind === "service" && (
          <Link className={ui.button["button"]} to="/services/$name" params={{ name }}>
            Open service
          </Link>
        )}
        <Link
          className={ui.button["quiet"]}
          to="/services"
          search={{ view: "map", focus: id, hops: 1, node: id }}
        >
          Neighbourhood
        </Link>
      </p>
    </div>
  );
}

/** The measures of a service, and of what services call. */
const ofService = { rate: "requestRate", errors: "errorShare", p95: "latency.p95" } as const;
const ofCalls = { rate: "callRate", errors: "callErrorShare", p95: "callLatency.p95" } as const;

/** A figure below its name; the tooltip of the name says what it means. */
function Fact({
  of,
  title,
  children,
}: {
  readonly of: MeasureKey;
  readonly title?: string;
  readonly children: ReactNode;
}): JSX.Element {
  const { name, text } = measureOf(of);
  return (
    <div>
      <dt title={text}>{name}</dt>
      <dd title={title}>{children}</dd>
    </div>
  );
}

// The selected node: what it is, its figures, and where to go from there.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { formatCount, formatRate, formatShare } from "../../../lib/format.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
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
  const { id, label, node, ratePerSecond, errorShare } = selected;
  const { kind, name, system, entries, p95Ms } = node;
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
        <div>
          <dt>Rate</dt>
          <dd title={`${formatCount(entries)} calls`}>{formatRate(ratePerSecond)}</dd>
        </div>
        <div>
          <dt>Errors</dt>
          <dd>{formatShare(errorShare)}</dd>
        </div>
        <div>
          <dt>p95</dt>
          <dd>{formatDuration(p95Ms)}</dd>
        </div>
        <div>
          <dt>Business</dt>
          <dd title="Share of business transactions whose traces pass it">{formatShare(business)}</dd>
        </div>
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

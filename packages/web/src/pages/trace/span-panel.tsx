// The selected span: service, status, times, and under four tabs its attributes, events, logs and links.
import { shareOf } from "catalog/measures";
import { Tabs } from "@mantine/core";
import { useMemo, type JSX } from "react";

import { gapsOf, minGapMs } from "../../draw/gaps.ts";
import { selfTime } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { toProblem } from "../../data/api-error.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ProblemState } from "../../ui/problem-state.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { SpanAttributes } from "./span-attributes.tsx";
import { SpanEvents } from "./span-events.tsx";
import { SpanLinks } from "./span-links.tsx";
import { SpanLogs } from "./span-logs.tsx";
import type { TraceSearch } from "./search.ts";
import css from "./span-panel.module.css";
import { useSpanDetail } from "./use-span-detail.ts";
import { errorWord, type TraceModel } from "./trace-model.ts";
import { ui } from "../../ui/styles.ts";

export interface SpanPanelProps {
  readonly model: TraceModel;
  readonly node: SpanNode;
  readonly tab: TraceSearch["tab"];
  readonly onTab: (tab: TraceSearch["tab"]) => void;
  readonly onClose: () => void;
}

export function SpanPanel({ onClose, ...props }: SpanPanelProps): JSX.Element {
  return (
    <aside className={css["panel"]} aria-label="Selected span">
      <Head node={props.node} onClose={onClose} />
      <Facts node={props.node} traceMs={props.model.tree.durationMs} />
      <GapList node={props.node} traceMs={props.model.tree.durationMs} />
      <SpanTabs {...props} />
    </aside>
  );
}

function Head({ node, onClose }: Pick<SpanPanelProps, "node" | "onClose">): JSX.Element {
  const { name, service, kind } = node.span;
  return (
    <header>
      <p className={classes(ui.text["dim"], css["kind"])}>
        <ServiceName name={service} />
        <span>{` · ${kind === "unspecified" ? "" : `${kind} `}span`}</span>
        <CatalogLink kind="span" name={name} inRow />
      </p>
      <button
        type="button"
        className={classes(ui.button["icon"], css["close"])}
        aria-label="Close"
        title="Close (esc)"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      <h2>{name || "(no name)"}</h2>
      <SpanStatus node={node} />
    </header>
  );
}

function SpanStatus({ node }: { readonly node: SpanNode }): JSX.Element | null {
  const { status, statusMessage } = node.span;
  if (status === "ok")
    return (
      <p className={css["status"]}>
        <Status kind="ok">ok</Status>
      </p>
    );
  if (status === "unset")
    return node.skewed ? (
      <p className={classes(ui.text["dim"], css["status"])}>begins before its parent: clocks differ</p>
    ) : null;
  const word = errorWord(node);
  return (
    <p className={css["status"]}>
      <Status kind="error">{word}</Status>
      {statusMessage !== "" && statusMessage !== word && (
        <span className={css["message"]}>{statusMessage}</span>
      )}
    </p>
  );
}

function Facts({ node, traceMs }: { readonly node: SpanNode; readonly traceMs: number }): JSX.Element {
  const { durationNs, startNs } = node.span;
  const duration = node.end - node.start;
  return (
    <dl className={css["facts"]}>
      <div>
        <dt>duration</dt>
        <dd title={`${durationNs} ns`}>{formatDuration(duration)}</dd>
      </div>
      <div>
        <dt>self</dt>
        <dd>{formatDuration(selfTime(node))}</dd>
      </div>
      <div>
        <dt>starts at</dt>
        <dd title={exactTimeNs(startNs)}>+{formatDuration(node.start)}</dd>
      </div>
      <div>
        <dt>of trace</dt>
        <dd>{formatShare(shareOf(duration, traceMs))}</dd>
      </div>
    </dl>
  );
}

/** The longest gaps of a span; nothing when its children cover it. */
function GapList({
  node,
  traceMs,
}: {
  readonly node: SpanNode;
  readonly traceMs: number;
}): JSX.Element | null {
  const gaps = gapsOf(node, minGapMs(node, traceMs)).toSorted((a, b) => b.end - b.start - (a.end - a.start));
  if (gaps.length === 0) return null;
  return (
    <p className={classes(ui.text["dim"], css["gaps"])} title="Time in which none of its children ran">
      {gaps.length === 1 ? "Gap" : `${formatCount(gaps.length)} gaps`}:{" "}
      {gaps
        .slice(0, 3)
        .map(({ start, end }) => `${formatDuration(end - start)} from +${formatDuration(start)}`)
        .join(", ")}
      {gaps.length > 3 && ", …"}
    </p>
  );
}

/** Tabs that the URL names; without one it is the attributes. */
const optional = ["events", "logs", "links"] as const;

function SpanTabs({ model, node: outlined, tab, onTab }: Omit<SpanPanelProps, "onClose">): JSX.Element {
  const { span, resource, isPending, error, retry } = useSpanDetail(model, outlined);
  const node = useMemo(() => ({ ...outlined, span }), [outlined, span]);
  if (error !== null) return <ProblemState problem={toProblem(error)} onRetry={retry} />;
  const logs = model.logsBySpan.get(span.spanId) ?? [];
  const business = model.businessBySpan.get(span.spanId) ?? [];
  const tabs = [
    ["attributes", "Attributes", Object.keys(span.attributes).length],
    ["events", "Events", span.events.length],
    ["logs", "Logs", logs.length],
    ["links", "Links", span.links.length],
  ] as const;
  return (
    <Tabs value={tab ?? "attributes"} onChange={(next) => onTab(optional.find((key) => key === next))}>
      <Tabs.List aria-label="Span">
        {tabs.map(([key, label, count]) => (
          <Tabs.Tab key={key} value={key} rightSection={count > 0 ? formatCount(count) : undefined}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="attributes">
        <SpanAttributes key={span.spanId} span={span} resource={resource} />
        {isPending && <p className={classes(ui.text["dim"], css["none"])}>Loading attributes …</p>}
        {span.events.length + logs.length + business.length > 0 && (
          <SpanEvents model={model} node={node} logs={logs} heading="On this span" />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="events">
        <SpanEvents model={model} node={node} logs={[]} />
      </Tabs.Panel>
      <Tabs.Panel value="logs">
        <SpanLogs model={model} node={node} logs={logs} />
      </Tabs.Panel>
      <Tabs.Panel value="links">
        <SpanLinks span={span} />
      </Tabs.Panel>
    </Tabs>
  );
}

// The selected span: who, how long, and everything it carries, under four tabs.
import { Tabs } from "@mantine/core";
import type { JSX } from "react";

import { selfTime } from "../../draw/self-time.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { Icon } from "../../ui/icons.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { SpanAttributes } from "./span-attributes.tsx";
import { SpanEvents } from "./span-events.tsx";
import { SpanLinks } from "./span-links.tsx";
import { SpanLogs } from "./span-logs.tsx";
import type { TraceSearch } from "./search.ts";
import { errorWord, type TraceModel } from "./trace-model.ts";

export interface SpanPanelProps {
  readonly model: TraceModel;
  readonly node: SpanNode;
  readonly tab: TraceSearch["tab"];
  readonly onTab: (tab: TraceSearch["tab"]) => void;
  readonly onClose: () => void;
}

/** Tabs that the address names; without one it is the attributes. */
const optional = ["events", "logs", "links"] as const;

export function SpanPanel({ model, node, tab, onTab, onClose }: SpanPanelProps): JSX.Element {
  const { span } = node;
  const resource = model.trace.resources[span.resourceId] ?? {};
  const logs = model.logsBySpan.get(span.spanId) ?? [];
  const counts = { events: span.events.length, logs: logs.length, links: span.links.length };
  const duration = node.end - node.start;
  const tabs = [
    ["attributes", "Attributes", Object.keys(span.attributes).length],
    ["events", "Events", counts.events],
    ["logs", "Logs", counts.logs],
    ["links", "Links", counts.links],
  ] as const;
  return (
    <aside className="side" aria-label="Selected span">
      <header>
        <p className="whose dim">
          <ServiceName name={span.service} />
          <span>{` · ${span.kind === "unspecified" ? "" : `${span.kind} `}span`}</span>
        </p>
        <button type="button" className="icon-btn" aria-label="Close" title="Close (esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
        <h2>{span.name || "(no name)"}</h2>
        <SpanStatus node={node} />
      </header>
      <dl className="facts">
        <div>
          <dt>duration</dt>
          <dd title={`${span.durationNs} ns`}>{formatDuration(duration)}</dd>
        </div>
        <div>
          <dt>self</dt>
          <dd>{formatDuration(selfTime(node))}</dd>
        </div>
        <div>
          <dt>starts at</dt>
          <dd title={exactTimeNs(span.startNs)}>+{formatDuration(node.start)}</dd>
        </div>
        <div>
          <dt>of trace</dt>
          <dd>{model.tree.durationMs === 0 ? "–" : formatShare(duration / model.tree.durationMs)}</dd>
        </div>
      </dl>
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
          {counts.events + counts.logs + (model.businessBySpan.get(span.spanId)?.length ?? 0) > 0 && (
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
    </aside>
  );
}

function SpanStatus({ node }: { readonly node: SpanNode }): JSX.Element | null {
  const { status, statusMessage } = node.span;
  if (status === "ok")
    return (
      <p>
        <Status kind="ok">ok</Status>
      </p>
    );
  if (status === "unset")
    return node.skewed ? <p className="dim">begins before its parent: clocks differ</p> : null;
  const word = errorWord(node);
  return (
    <p>
      <Status kind="error">{word}</Status>
      {statusMessage !== "" && statusMessage !== word && <span className="why">{statusMessage}</span>}
    </p>
  );
}

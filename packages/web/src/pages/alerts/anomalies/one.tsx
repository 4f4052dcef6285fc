// One anomaly, and what changed with it: attribute values that carry it, deploys, configuration, new errors, other anomalies, example traces.
import { getRouteApi, Link } from "@tanstack/react-router";
import type {
  Anomaly,
  AnomalyResult,
  ConfigChange,
  Deploy,
  ErrorGroup,
  Finding,
  RelatedAnomaly,
  TraceSummary,
} from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../../data/use-api.ts";
import { beforeAndAfter } from "../../../lib/compare-link.ts";
import { formatCount, formatNumber, formatShare } from "../../../lib/format.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
import { anomalyDraft } from "../../../lib/rule-draft.ts";
import { formatSpan } from "../../../lib/time.ts";
import { ErrorWords } from "../../../ui/error-words.tsx";
import { AlertOnThis } from "../../../ui/alert-on-this.tsx";
import { CopyLink } from "../../../ui/copy-button.tsx";
import { CopyMarkdown } from "../../../ui/copy-markdown.tsx";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { partWords, points } from "../../../ui/what-differs/finding-words.ts";
import { Feed } from "./index.tsx";
import css from "./anomalies.module.css";
import { anomalyFinding } from "./anomaly-finding.ts";
import { scopeOfSeries, seriesName, seriesPath } from "./series-words.ts";

const route = getRouteApi("/alerts/anomalies/$id");

export function AnomalyPage(): JSX.Element {
  const { id } = route.useParams();
  const query = useApi("/api/anomalies/:id", { params: { id } }, { everyMs: 60_000 });
  const series = query.data?.anomaly.series;
  return (
    <>
      <PageHead
        title={series === undefined ? "Anomaly" : capital(seriesName(series))}
        crumbs={
          <Link className={ui.text["link"]} to="/alerts/anomalies">
            Anomalies
          </Link>
        }
        actions={
          <>
            {query.data !== undefined && <AlertOnAnomaly anomaly={query.data.anomaly} />}
            {query.data !== undefined && <CopyMarkdown finding={anomalyFinding(query.data)} />}
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<ListSkeleton columns={[{ label: "What changed" }]} rows={8} />}>
        {(result) => <WhatChanged result={result} />}
      </QueryView>
    </>
  );
}

/** A rule with the detector on the same series; that of a funnel needs its steps. */
function AlertOnAnomaly({ anomaly }: { readonly anomaly: Anomaly }): JSX.Element | null {
  const { kind, name } = anomaly.series;
  const funnel = useApi(
    "/api/funnels/:name",
    { params: { name } },
    { refresh: "still", enabled: kind === "funnel", part: "steps of the funnel" },
  );
  const steps = funnel.data?.funnel.steps ?? [];
  const [first, last] = [steps[0], steps.at(-1)];
  const ends =
    first === undefined || last === undefined || first === last
      ? undefined
      : { from: first.name, to: last.name };
  const draft = anomalyDraft(anomaly, ends);
  return draft === undefined ? null : <AlertOnThis draft={draft} scope={scopeOfSeries(anomaly.series)} />;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function WhatChanged({ result }: { readonly result: AnomalyResult }): JSX.Element {
  const { anomaly, window, before, summary, dimensions, deploys, changes, errors, traces } = result;
  const compared = `${spanOf(window)} against ${spanOf(before)}`;
  return (
    <div className={css["changes"]}>
      <p className={css["sentence"]}>
        {anomaly.sentence}{" "}
        <Link className={ui.text["link"]} to={seriesPath(anomaly.series)}>
          Chart
        </Link>
        {" · "}
        <Link
          className={ui.text["link"]}
          to="/compare"
          search={{
            ...beforeAndAfter(anomaly.start),
            service: anomaly.series.service === "" ? undefined : anomaly.series.service,
            env: anomaly.series.environment === "" ? undefined : anomaly.series.environment,
          }}
        >
          Compare before and after
        </Link>
      </p>
      <Part
        title="What differs"
        note={compared}
        part={dimensions}
        none={summary === "" ? "No attribute value explains it." : summary}
        line={findingLine}
      />
      <Part
        title="Deploys"
        note="from two hours before it"
        part={deploys}
        none="No new version near its beginning."
        line={deployLine}
      />
      <Part
        title="Configuration changes"
        note="from two hours before it"
        part={changes}
        none="No resource attribute and no rule changed near its beginning."
        line={changeLine}
      />
      <Part title="New errors" part={errors} none="No error occurred for the first time." line={errorLine} />
      <Part title="Example traces" part={traces} none="No traces stored." line={traceLine} />
      <Related related={result.related} />
    </div>
  );
}

function spanOf({ from, to }: AnomalyResult["window"]): string {
  return formatSpan(Date.parse(from), Date.parse(to));
}

function Related({ related }: Pick<AnomalyResult, "related">): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Related anomalies">
      <header>
        <h2>Related anomalies</h2>
      </header>
      {related.items.length === 0 ? (
        <p className={ui.text["dim"]}>{related.failed ?? "No other anomaly overlaps with it."}</p>
      ) : (
        <Feed
          anomalies={related.items.map((one) => one.anomaly)}
          notes={new Map(related.items.map((one) => [one.anomaly.id, likenessWords(one)]))}
        />
      )}
    </section>
  );
}

/** How alike the series moved. */
function likenessWords({ overlap, correlation }: RelatedAnomaly): string {
  const time = `${formatShare(overlap)} of the time in common`;
  if (correlation === null) return `${time}.`;
  const strength = Math.abs(correlation);
  const how =
    strength < 0.5 ? "moved differently" : correlation > 0 ? "moved alike" : "moved the other way round";
  return `${time}, ${how} (correlation ${formatNumber(correlation)}).`;
}

function Part<Item>(props: {
  readonly title: string;
  readonly note?: string;
  readonly part: { readonly items: readonly Item[]; readonly failed: string | null };
  readonly none: string;
  readonly line: (item: Item) => ReactNode;
}): JSX.Element {
  const { title, note, part, none, line } = props;
  return (
    <section className={ui.section["section"]} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note !== undefined && <span className={ui.text["dim"]}>{note}</span>}
      </header>
      {part.items.length === 0 ? (
        <p className={ui.text["dim"]}>{part.failed ?? none}</p>
      ) : (
        <ul className={css["lines"]}>
          {part.items.map((item, at) => (
            <li key={at}>{line(item)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function findingLine({ parts, selectionShare, restShare, difference }: Finding): JSX.Element {
  return (
    <>
      <span className={ui.text["strong"]}>
        {parts.map((part) => partWords(part).join(" = ")).join(" and ")}
      </span>
      <span>
        {formatShare(selectionShare)} of it, {formatShare(restShare)} of the rest
      </span>
      <span className={ui.text["dim"]}>{points(difference)}</span>
    </>
  );
}

function deployLine({ service, version, time }: Deploy): JSX.Element {
  return (
    <>
      <Time at={time} />
      <Link className={ui.text["link"]} to="/services/$name" params={{ name: service }}>
        {service} {version}
      </Link>
    </>
  );
}

const ruleKinds = { sampling: "Sampling rules", rule: "Alert rule", resource: "" } as const;

function changeLine({ kind, what, service, name, time, by, attributes }: ConfigChange): JSX.Element {
  return (
    <>
      <Time at={time} />
      {kind === "resource" ? (
        <Link className={ui.text["link"]} to="/services/$name" params={{ name: service }}>
          {service}
        </Link>
      ) : (
        <span>
          <Link
            className={ui.text["link"]}
            to={kind === "sampling" ? "/sampling" : "/alerts/rules"}
            search={kind === "sampling" ? {} : { search: name }}
          >
            {name === "" ? ruleKinds[kind] : `${ruleKinds[kind]} ${name}`}
          </Link>{" "}
          {what}
          {by !== "" && ` by ${by}`}
        </span>
      )}
      {attributes.map(({ key, before, after }) => (
        <span key={key} className={css["attribute"]}>
          <code>{key}</code> {before ?? "not set"} → {after ?? "not set"}
        </span>
      ))}
    </>
  );
}

function errorLine({ fingerprint, type, text, count }: ErrorGroup): JSX.Element {
  return (
    <>
      <Link className={ui.text["link"]} to="/errors/$fingerprint" params={{ fingerprint }}>
        {type === "" ? "Error" : type}
      </Link>
      <ErrorWords text={text} className={ui.text["ellip"]} />
      <span className={ui.text["dim"]}>{formatCount(count)} times</span>
    </>
  );
}

function traceLine({ traceId, rootName, rootService, durationNs, startNs }: TraceSummary): JSX.Element {
  return (
    <>
      <Time ns={startNs} />
      <Link className={ui.text["link"]} to="/traces/$id" params={{ id: traceId }}>
        {rootName === "" ? "trace" : rootName}
      </Link>
      <span className={ui.text["dim"]}>
        {rootService}, {formatDuration(Number(durationNs) / 1e6)}
      </span>
    </>
  );
}

// One alert: what is wrong, its value over time, its changes, what happened to its messages, and what people say about it.
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { listStateOf, type AlertResult } from "contract";
import { useMemo, type JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { sourceWords } from "../../../lib/rule-sources.ts";
import { partOf } from "../../../lib/rule-words.ts";
import { fixedRange } from "../../../lib/time-range.ts";
import { sinceWords } from "../../../lib/unknown-words.ts";
import { isWebAddress } from "../../../lib/web-address.ts";
import { classes } from "../../../ui/classes.ts";
import { anomalyPeriods, useAnomalies } from "../../../ui/anomaly-markers.ts";
import { CopyLink } from "../../../ui/copy-button.tsx";
import { CopyMarkdown } from "../../../ui/copy-markdown.tsx";
import { deployMarks } from "../../../ui/deploy-markers.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonBlock } from "../../../ui/skeleton.tsx";
import { StatusMark } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { TextWithCode } from "../../../ui/text-with-code.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { aboutAlert } from "../parts/about-alert.ts";
import { anomalySubject } from "../parts/anomaly-subject.ts";
import { differsLink, type PageLink } from "../parts/differs-link.ts";
import { Labels } from "../parts/labels.tsx";
import { useRuleLate } from "../parts/rule-late.ts";
import { useAlertRange } from "../parts/use-alert-range.ts";
import { withheldText } from "../parts/withheld-text.ts";
import { AlertChart } from "./alert-chart.tsx";
import css from "./alert.module.css";
import { changeColumns, ChangesTable } from "./changes-table.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import { NoteBar } from "./note-bar.tsx";
import { Notes } from "./notes.tsx";
import { Replay, RuleSource } from "./rule-source.tsx";
import { RuleWarning } from "./rule-warning.tsx";
import { alertFinding, sentence, unitOf } from "./sentence.ts";

const route = getRouteApi("/alerts/$id");

/** The page of one alert. */
export function AlertPage(): JSX.Element {
  const { id } = route.useParams();
  const range = useAlertRange();
  const query = useApi("/api/alerts/:id", { params: { id }, query: range }, { everyMs: 5000 });
  const result = query.data;
  return (
    <>
      <PageHead
        crumbs={<Link to="/alerts">Alerts</Link>}
        title={result?.alert.rule ?? id}
        suffix={result === undefined ? undefined : <Labels labels={result.alert.group} />}
        sub={result === undefined ? "" : aboutAlert(result.alert)}
        actions={
          <>
            {result !== undefined && <CopyMarkdown finding={alertFinding(result)} />}
            <CopyLink />
            {result?.mayChange === true && <SilenceLink result={result} />}
          </>
        }
      />
      <QueryView query={query} skeleton={<Skeleton />}>
        {(shown) => <Content result={shown} />}
      </QueryView>
    </>
  );
}

function SilenceLink({ result: { alert } }: { readonly result: AlertResult }): JSX.Element {
  const labels = { alert: alert.rule, ...alert.group };
  const match = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return (
    <Link className={ui.button["quiet"]} to="/alerts/silences" search={{ match }}>
      Silence
    </Link>
  );
}

function Content({ result }: { readonly result: AlertResult }): JSX.Element {
  const { rule, history, notices } = result;
  const unit = unitOf(result);
  return (
    <>
      <Finding result={result} />
      <NoteBar result={result} />
      {rule !== null && <RuleWarning rule={rule} />}
      <Series result={result} unit={unit} />
      <div className={css["columns"]}>
        <div>
          <DeliveryLog notices={notices} unit={unit} />
          <ChangesTable changes={history} unit={unit} severity={result.alert.severity} />
        </div>
        <aside aria-label="Comments and rule">
          <Notes result={result} />
          {rule !== null && <RuleSource rule={rule} />}
          <Replay result={result} />
        </aside>
      </div>
    </>
  );
}

function Finding({ result }: { readonly result: AlertResult }): JSX.Element {
  const now = useNow(10_000);
  const { severity, withheld, runbook, unknown } = result.alert;
  const state = listStateOf(result.alert);
  const [claim, rest] = sentence(result);
  const fires = state === "firing";
  const kind =
    fires && severity === "page"
      ? "error"
      : state === "ok" || state === "unknown"
        ? state
        : fires
          ? "warn"
          : "info";
  const link = linkOf(result, now);
  return (
    <section
      className={classes(css["finding"], kind === "error" && css["firing"], kind === "warn" && css["soft"])}
      aria-label="What is wrong"
    >
      <StatusMark kind={kind} size={16} />
      <p>
        <b>{claim}</b> {rest}
        {unknown !== null && state !== "unknown" && (
          <TextWithCode text={` Not evaluated${sinceWords(unknown)}: ${unknown.reason}`} />
        )}
        {withheld !== null && ` No message was sent: ${withheldText(withheld)}.`}
      </p>
      {link !== undefined && (
        <Link
          className={ui.button["primary"]}
          to={link.to as "/traces"}
          params={link.params as never}
          search={link.search as never}
        >
          {link.to === "/bottlenecks" ? "Bottlenecks" : "What differs"}
        </Link>
      )}
      {isWebAddress(runbook) && (
        <a className={ui.button["button"]} href={runbook} target="_blank" rel="noreferrer">
          Runbook
        </a>
      )}
    </section>
  );
}

function linkOf({ alert, rule, history }: AlertResult, now: number): PageLink | undefined {
  const { state, since, group } = alert;
  if (rule === null) return undefined;
  const toMs = state === "ok" ? Date.parse(since) : Math.max(now, Date.parse(since) + 60_000);
  // A recovered alert fired before its state began.
  const lastFired = history.find((change) => change.kind === "firing")?.time ?? since;
  return differsLink(rule.content, group, { fromMs: Date.parse(state === "ok" ? lastFired : since), toMs });
}

function Series({ result, unit }: { readonly result: AlertResult; readonly unit: string }): JSX.Element {
  const { alert, rule } = result;
  const navigate = useNavigate();
  const range = useAlertRange();
  const query = useApi(
    "/api/alerts/:id/series",
    { params: { id: alert.id }, query: range },
    { everyMs: 30_000 },
  );
  const words = sourceWords(rule?.content ?? {}) || alert.rule;
  const isBurnRate = "burnRate" in partOf(rule?.content["when"]);
  const name = isBurnRate ? `burn rate of ${words}` : words;
  // The deploys of the chart, whose range is longer than that of other pages.
  const deploys = useApi(
    "/api/deploys",
    { query: { from: "-6h", ...range, limit: 200 } },
    { part: "deploys" },
  );
  // Without links: in a range of hours the flags are too close together to press one.
  const marks = useMemo(
    () => deployMarks(deploys.data?.items ?? []).map(({ timeMs, label }) => ({ timeMs, label })),
    [deploys.data],
  );
  const found = useAnomalies(rule === null ? undefined : anomalySubject(rule.content), {
    from: "-6h",
    ...range,
  });
  const anomalies = useMemo(() => anomalyPeriods(found), [found]);
  const late = useRuleLate(rule?.content ?? {});
  return (
    <QueryView inline query={query} skeleton={<SkeletonBlock height={240} />}>
      {(series) =>
        series.points.every(({ value }) => value === null) ? (
          <EmptyState
            inline
            title="No value in this range"
            why="The rule had no data, or its value could not be computed."
          />
        ) : (
          <AlertChart
            series={series}
            unit={unit}
            name={name}
            chart={{
              title: [alert.rule, ...Object.values(alert.group)].join(" · "),
              sources: [{ alert: alert.id }],
            }}
            marks={marks}
            anomalies={anomalies}
            late={late}
            onSelect={(fromMs, toMs) =>
              void navigate({
                to: ".",
                search: (previous) => ({ ...previous, ...fixedRange(fromMs, toMs) }),
              })
            }
          />
        )
      }
    </QueryView>
  );
}

function Skeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={44} />
      <SkeletonBlock height={240} />
      <ListSkeleton columns={changeColumns("", "ticket")} rows={5} />
    </>
  );
}

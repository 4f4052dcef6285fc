// The digest: what moved, is new, became slower, alerted or went dark in a week, against the week before.
import { measureOf, measureWord, judgeChange } from "catalog/measures";
import { Link, useRouter } from "@tanstack/react-router";
import {
  type DigestAlert,
  type DigestError,
  type DigestMove,
  type DigestName,
  type DigestPattern,
  type DigestResult,
  type DigestSlower,
  wholeHoursFrom,
} from "contract";
import type { JSX, ReactNode } from "react";

import { formatPercentile } from "../../lib/format-duration.ts";
import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { describePrevious } from "../../lib/range-words.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { Delta } from "../../ui/delta.tsx";
import { CompleteNote } from "../../ui/complete-note.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./digest.module.css";
import {
  errorFinding,
  firedFinding,
  moveFinding,
  nameFinding,
  newPatternFinding,
  slowerFinding,
  withPeriod,
} from "./line-findings.ts";
import { moveSentence, moveValue, measureOfMove } from "./move-sentence.ts";

type DigestPart = DigestResult["missing"][number]["part"];

const partNames: Readonly<Record<DigestPart, string>> = {
  moves: "What moved",
  errors: "New errors",
  patterns: "New log and event patterns",
  slower: "Slower services",
  alerts: "Alerts",
  dark: "What went dark",
  fresh: "What is new",
  names: "A part of the names",
};

export function DigestPage(): JSX.Element {
  const { rangeQuery } = useScope();
  const query = useApi("/api/digest", { query: rangeQuery }, { everyMs: 300_000 });
  return (
    <>
      <PageHead
        title="Digest"
        sub={
          query.data === undefined ? "" : `compared with ${describePrevious(query.data.from, query.data.to)}`
        }
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<ListSkeleton columns={[{ label: "What moved" }]} rows={8} />}>
        {(digest) => (
          <>
            <CompleteNote completeUpTo={digest.completeUpTo} from={digest.from} />
            <Digest digest={digest} />
          </>
        )}
      </QueryView>
    </>
  );
}

function Digest({ digest }: { readonly digest: DigestResult }): JSX.Element {
  const { missing } = digest;
  const isQuiet = digestLists.every((list) => digest[list].length === 0) && missing.length === 0;
  if (isQuiet && digest.arrived === false)
    return (
      <EmptyState
        title="No telemetry in this time"
        why="Nothing arrived, so that nothing can have changed."
        actions={<ScopeWideners />}
      />
    );
  if (isQuiet && digest.earlier === "none")
    return (
      <EmptyState
        title="Nothing earlier to compare with"
        why="The store has no data of the period before."
        actions={<ScopeWideners />}
      />
    );
  if (isQuiet)
    return (
      <EmptyState
        title="Nothing changed by more than chance"
        why="A figure is listed here when it moved by more than four standard errors against the period before."
        actions={<ScopeWideners />}
      />
    );
  return (
    <div className={css["digest"]}>
      <Part digest={digest} part="moves" none="No transaction or funnel moved." line={moveLine} />
      <Part digest={digest} part="errors" none="No error was seen for the first time." line={errorLine} />
      <Part
        digest={digest}
        part="patterns"
        none="No pattern was seen for the first time."
        line={patternLine}
      />
      <Part digest={digest} part="slower" none="No service became slower by a quarter." line={slowerLine} />
      <Part digest={digest} part="alerts" none="No alert fired." line={alertLine} />
      <Part
        digest={digest}
        part="dark"
        none="Everything of the period before arrived again."
        line={(one) => nameLine(one, "Went dark")}
      />
      <Part
        digest={digest}
        part="fresh"
        none="Nothing arrived that was not there in the period before."
        line={(one) => nameLine(one, "New")}
      />
    </div>
  );
}

const digestLists = ["moves", "errors", "patterns", "slower", "alerts", "dark", "fresh"] as const;
type ListName = (typeof digestLists)[number];

/** One line of a part: what it is about, with its page, and what is said of it. */
interface Line {
  readonly path: string;
  readonly name: string;
  readonly said: ReactNode;
  readonly finding: MarkdownFinding;
}

function Part<Name extends ListName>(props: {
  readonly digest: DigestResult;
  readonly part: Name;
  readonly none: string;
  readonly line: (item: DigestResult[Name][number]) => Line;
}): JSX.Element {
  const { digest, part, none, line } = props;
  const router = useRouter();
  const title = partNames[part];
  const items: readonly DigestResult[Name][number][] = digest[part];
  const reason = reasonOf(digest, part) ?? nothingEarlier(digest, part);
  const more = digest.more.find((one) => one.part === part);
  return (
    <section className={ui.section["section"]} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {items.length > 0 && (
          <span className={ui.text["dim"]}>
            {countText(items.length, more)}
            {part === "patterns" && areWholeHours(digest) && " · records of whole hours"}
          </span>
        )}
      </header>
      {reason !== undefined && (
        <p role="status" className={classes(ui.text["dim"], css["none"])}>
          {reason}
        </p>
      )}
      {items.length === 0 ? (
        reason === undefined && <p className={classes(ui.text["dim"], css["none"])}>{none}</p>
      ) : (
        <ul className={css["lines"]}>
          {items.map(line).map(({ path, name, said, finding }, at) => (
            <li key={at}>
              <Link className={classes(ui.text["link"], ui.text["strong"])} {...linkOf(path)}>
                {name}
              </Link>
              {said}
              <span className={css["copy"]}>
                <CopyMarkdown
                  finding={withPeriod(finding, digest)}
                  to={router.buildLocation(linkOf(path)).href}
                  variant="icon"
                />
              </span>
            </li>
          ))}
          {more !== undefined && (
            <li>
              <Link className={ui.text["link"]} {...linkOf(more.path)}>
                {more.count === null ? "and more" : `and ${formatCount(more.count)} more`}
              </Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

const comparedParts: ReadonlySet<DigestPart> = new Set(["moves", "slower", "dark", "fresh"]);

/** Why a part that compares two periods, or some of it, is missing: the store has not the whole period before. */
function nothingEarlier({ earlier }: DigestResult, part: ListName): string | undefined {
  if (earlier === "none" && comparedParts.has(part)) return "Nothing earlier to compare with.";
  return earlier === "part" && part === "moves"
    ? "Nothing earlier to compare volumes and amounts with: telemetry begins within the period before."
    : undefined;
}

/** Why the part, or some of it, could not be computed. */
function reasonOf({ missing }: DigestResult, part: ListName): string | undefined {
  const isOfNames = part === "dark" || part === "fresh";
  const found =
    missing.find((one) => one.part === part) ??
    (isOfNames ? missing.find((one) => one.part === "names") : undefined);
  return found && `${partNames[found.part]} could not be computed: ${found.reason}`;
}

function countText(listed: number, more: DigestResult["more"][number] | undefined): string {
  return more?.count === null ? `${formatCount(listed)}+` : formatCount(listed + (more?.count ?? 0));
}

/** Whether the records of patterns are those of whole hours, as on the page of logs: of the first hour and the last one, too. */
function areWholeHours({ from, to }: Pick<DigestResult, "from" | "to">): boolean {
  return Date.parse(to) - Date.parse(from) >= wholeHoursFrom * 3_600_000;
}

/** A path of the digest may have a search. */
function linkOf(path: string): { readonly to: string; readonly search?: Readonly<Record<string, string>> } {
  const [to = "", search] = path.split("?", 2);
  return search === undefined ? { to } : { to, search: Object.fromEntries(new URLSearchParams(search)) };
}

function moveLine(move: DigestMove): Line {
  const { path, name, now, before, unit, what, size } = move;
  const verdict = judgeChange(measureOf(measureOfMove[what]), size);
  const said = (
    <>
      <span>{moveSentence(move)}</span>
      <Delta
        now={now}
        before={before}
        share={unit === "share"}
        format={(value) => moveValue(move, value)}
        verdict={verdict}
      />
    </>
  );
  return { path, name, said, finding: moveFinding(move) };
}

function errorLine(error: DigestError): Line {
  const { path, type, message, service, count, users } = error;
  const said = (
    <>
      <span className={classes(ui.text["ellip"], css["message"])} title={message}>
        {message}
      </span>
      <span className={ui.text["dim"]}>
        {service}, {formatCount(count)} times{users > 0 && `, ${formatCount(users)} people`}
      </span>
    </>
  );
  return { path, name: type === "" ? "Error" : type, said, finding: errorFinding(error) };
}

function patternLine(pattern: DigestPattern): Line {
  const { path, eventName, template, count, errors, services } = pattern;
  const said = (
    <span className={ui.text["dim"]}>
      {services.join(", ")}, {formatCount(count)} times
      {errors > 0 && `, ${formatCount(errors)} errors`}
    </span>
  );
  return { path, name: `${eventName} ${template}`.trim(), said, finding: newPatternFinding(pattern) };
}

function slowerLine(slower: DigestSlower): Line {
  const { path, service, p95Ms, beforeMs } = slower;
  const said = (
    <>
      <span>
        {measureWord("latency.p95")} rose from {formatPercentile(beforeMs)} to {formatPercentile(p95Ms)}
      </span>
      <Delta
        now={p95Ms}
        before={beforeMs}
        format={formatPercentile}
        verdict={judgeChange(measureOf("latency"), p95Ms - beforeMs)}
      />
    </>
  );
  return { path, name: service, said, finding: slowerFinding(slower) };
}

function alertLine(alert: DigestAlert): Line {
  const { path, rule, firings, useful, noise } = alert;
  const said = (
    <>
      <span>fired {firings === 1 ? "once" : `${formatCount(firings)} times`}</span>
      {useful + noise > 0 && (
        <span className={ui.text["dim"]}>
          {formatCount(useful)} useful, {formatCount(noise)} noise
        </span>
      )}
    </>
  );
  return { path, name: rule, said, finding: firedFinding(alert) };
}

function nameLine(one: DigestName, verdict: string): Line {
  const { kind, name, path } = one;
  const said = <span className={ui.text["dim"]}>{kind}</span>;
  return { path, name, said, finding: nameFinding(one, verdict) };
}

// The digest: what moved, is new, became slower, alerted or went dark in a week, against the week before.
import { Link } from "@tanstack/react-router";
import type {
  DigestAlert,
  DigestError,
  DigestMove,
  DigestName,
  DigestPattern,
  DigestResult,
  DigestSlower,
} from "contract";
import type { JSX, ReactNode } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { describePrevious } from "../../lib/range-words.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./digest.module.css";
import { moveSentence } from "./move-sentence.ts";

const partNames: Readonly<Record<DigestResult["missing"][number]["part"], string>> = {
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
      <QueryView query={query} skeleton={<SkeletonTable head={["What moved"]} rows={8} />}>
        {(digest) => <Digest digest={digest} />}
      </QueryView>
    </>
  );
}

function Digest({ digest }: { readonly digest: DigestResult }): JSX.Element {
  const { missing } = digest;
  const isQuiet = digestLists.every((list) => digest[list].length === 0) && missing.length === 0;
  if (isQuiet)
    return (
      <EmptyState
        title="Nothing changed by more than chance"
        why="A figure is listed here when it moved by more than four standard errors against the period before."
        actions={<ScopeWideners />}
      />
    );
  const reasons = new Map(
    missing.map(({ part, reason }) => [part, `${partNames[part]} could not be computed: ${reason}`]),
  );
  return (
    <div className={css["digest"]}>
      <Part
        title={partNames.moves}
        reason={reasons.get("moves")}
        items={digest.moves}
        none="No transaction or funnel moved."
        line={moveLine}
      />
      <Part
        title={partNames.errors}
        reason={reasons.get("errors")}
        items={digest.errors}
        none="No error was seen for the first time."
        line={errorLine}
      />
      <Part
        title={partNames.patterns}
        reason={reasons.get("patterns")}
        items={digest.patterns}
        none="No pattern was seen for the first time."
        line={patternLine}
      />
      <Part
        title={partNames.slower}
        reason={reasons.get("slower")}
        items={digest.slower}
        none="No service became slower by a quarter."
        line={slowerLine}
      />
      <Part
        title={partNames.alerts}
        reason={reasons.get("alerts")}
        items={digest.alerts}
        none="No alert fired."
        line={alertLine}
      />
      <Part
        title={partNames.dark}
        reason={reasons.get("dark") ?? reasons.get("names")}
        items={digest.dark}
        none="Everything of the period before arrived again."
        line={nameLine}
      />
      <Part
        title={partNames.fresh}
        reason={reasons.get("fresh") ?? reasons.get("names")}
        items={digest.fresh}
        none="Nothing arrived that was not there in the period before."
        line={nameLine}
      />
    </div>
  );
}

const digestLists = ["moves", "errors", "patterns", "slower", "alerts", "dark", "fresh"] as const;

/** One line of a part: what it is about, with its page, and what is said of it. */
interface Line {
  readonly path: string;
  readonly search?: { readonly pattern?: string | undefined; readonly event?: string | undefined };
  readonly name: string;
  readonly said: ReactNode;
}

function Part<Item>(props: {
  readonly title: string;
  /** Says why the part, or some of it, could not be computed. */
  readonly reason: string | undefined;
  readonly items: readonly Item[];
  readonly none: string;
  readonly line: (item: Item) => Line;
}): JSX.Element {
  const { title, reason, items, none, line } = props;
  return (
    <section className={ui.section["section"]} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {items.length > 0 && <span className={ui.text["dim"]}>{formatCount(items.length)}</span>}
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
          {items.map(line).map(({ path, search, name, said }, at) => (
            <li key={at}>
              <Link
                className={classes(ui.text["link"], ui.text["strong"])}
                to={path}
                {...(search && { search })}
              >
                {name}
              </Link>
              {said}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function moveLine(move: DigestMove): Line {
  const { path, name, now, before, unit, what, size } = move;
  const verdict = what === "volume" ? "usual" : size < 0 ? "bad" : "good";
  const said = (
    <>
      <span>{moveSentence(move)}</span>
      <Delta now={now} before={before} share={unit === "share"} verdict={verdict} />
    </>
  );
  return { path, name, said };
}

function errorLine({ path, type, message, service, count, users }: DigestError): Line {
  const said = (
    <>
      <span className={classes(ui.text["ellip"], css["message"])} title={message}>
        {message}
      </span>
      <span className={ui.text["dim"]}>
        {service}, {formatCount(count)} times, {formatCount(users)} people
      </span>
    </>
  );
  return { path, name: type === "" ? "Error" : type, said };
}

function patternLine({ eventName, template, count, errors, services }: DigestPattern): Line {
  const said = (
    <span className={ui.text["dim"]}>
      {services.join(", ")}, {formatCount(count)} times
      {errors > 0 && `, ${formatCount(errors)} errors`}
    </span>
  );
  const search = { pattern: template || undefined, event: eventName || undefined };
  return { path: "/logs", search, name: `${eventName} ${template}`.trim(), said };
}

function slowerLine({ path, service, p95Ms, beforeMs }: DigestSlower): Line {
  const said = (
    <>
      <span>
        p95 rose from {formatDuration(beforeMs)} to {formatDuration(p95Ms)}
      </span>
      <Delta now={p95Ms} before={beforeMs} verdict="bad" />
    </>
  );
  return { path, name: service, said };
}

function alertLine({ path, rule, firings, useful, noise }: DigestAlert): Line {
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
  return { path, name: rule, said };
}

function nameLine({ kind, name, path }: DigestName): Line {
  return { path, name, said: <span className={ui.text["dim"]}>{kind}</span> };
}

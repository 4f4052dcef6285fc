// Patterns, a row each: template, trend, count against the period before, errors, people, services, first seen.
import { linkOptions, useRouter } from "@tanstack/react-router";
import type { LogPattern } from "contract";
import type { JSX } from "react";

import { knownPeople } from "../../lib/known-people.ts";
import { peopleText } from "../../lib/pattern-people.ts";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { SignalSparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { patternFinding } from "./pattern-finding.ts";
import css from "./patterns-table.module.css";
import type { LogsSearch } from "./search.ts";
import { TemplateText } from "./template-text.tsx";

export const patternsClass = css["patterns"];

const countColumns: readonly Column<LogPattern>[] = [
  {
    label: "Pattern",
    link: (pattern) =>
      linkOptions({
        ...recordsOf(pattern),
        className: css["name"],
        title: `${pattern.eventName} ${pattern.template}`.trim(),
      }),
    cell: ({ state, template, eventName }) => (
      <>
        {state !== "steady" && <span className={classes(css["state"], css[state])}>{state}</span>}
        <TemplateText template={template} eventName={eventName} />
      </>
    ),
    csv: {
      Event: ({ eventName }) => eventName,
      Pattern: ({ template }) => template,
      State: ({ state }) => state,
    },
  },
  {
    label: "Trend",
    hide: "phone",
    className: css["trend"],
    cell: ({ counts, errors, state, services }) => (
      <SignalSparkline
        values={counts}
        bad={errors > 0 && (state === "new" || state === "growing")}
        signals={["logs"]}
        services={services}
      />
    ),
    csv: {},
  },
  {
    label: "Records",
    isFigure: true,
    className: css["count"],
    title: ({ count }) => String(count),
    cell: ({ count }) => formatCount(count),
    csv: ({ count }) => count,
  },
];

const aboutColumns: readonly Column<LogPattern>[] = [
  {
    label: "Errors",
    isFigure: true,
    hide: "phone",
    className: css["few"],
    cellClass: ({ errors }) => (errors > 0 ? ui.text["bad"] : undefined),
    title: ({ errors }) => String(errors),
    cell: ({ errors }) => (errors === 0 ? none : formatCount(errors)),
    csv: ({ errors }) => errors,
  },
  measureColumn("users", ({ people }) => knownPeople(people), {
    hide: "phone",
    className: css["few"],
    cell: ({ people }) => peopleText(people),
  }),
  {
    label: "Service",
    hide: "narrow",
    className: css["service"],
    title: ({ services }) => services.join(", "),
    cell: ({ services: [service = "", ...others] }) => (
      <span className={css["services"]}>
        {service !== "" && <ServiceName name={service} />}
        {others.length > 0 && <span className={ui.text["dim"]}>+{others.length}</span>}
      </span>
    ),
    csv: ({ services }) => services.join(", "),
  },
  {
    label: "First seen",
    hide: "narrow",
    className: css["seen"],
    cellClass: ui.text["soft"],
    cell: ({ first }) => <Time at={first} />,
    csv: ({ first }) => first,
  },
];

/** `isCompared`: the period before has records, too. */
export const patternColumns = (isCompared: boolean): readonly Column<LogPattern>[] => [
  ...countColumns,
  {
    label: "Change",
    hide: "phone",
    className: css["change"],
    cell: ({ count, before }) => isCompared && before > 0 && <Delta now={count} before={before} />,
    csv: { "Records before": ({ before }) => (isCompared ? before : null) },
  },
  ...aboutColumns,
  {
    label: "Copy",
    isQuiet: true,
    hide: "phone",
    className: css["copy"],
    cell: (pattern) => <CopyPattern pattern={pattern} isCompared={isCompared} />,
  },
];

export function PatternsTable({
  patterns,
  isCompared,
  more,
}: {
  readonly patterns: readonly LogPattern[];
  readonly isCompared: boolean;
  readonly more: MoreRows<LogPattern>;
}): JSX.Element {
  return (
    <List
      label="Patterns"
      className={patternsClass}
      columns={patternColumns(isCompared)}
      rows={patterns}
      keyOf={({ eventName, template }) => `${eventName}\n${template}`}
      more={more}
    />
  );
}

/** The records of a pattern. */
function recordsOf({ kind, eventName, template }: LogPattern): {
  readonly to: "/logs";
  readonly search: (previous: LogsSearch) => LogsSearch;
} {
  return {
    to: "/logs",
    search: (previous) => ({
      ...previous,
      patterns: undefined,
      records: eventName === "" ? kind : undefined,
      event: eventName === "" ? previous.event : eventName,
      pattern: template === "" ? undefined : template,
    }),
  };
}

function CopyPattern({
  pattern,
  isCompared,
}: {
  readonly pattern: LogPattern;
  readonly isCompared: boolean;
}): JSX.Element {
  const router = useRouter();
  return (
    <CopyMarkdown
      finding={patternFinding(pattern, isCompared)}
      to={router.buildLocation(recordsOf(pattern)).href}
      variant="icon"
    />
  );
}

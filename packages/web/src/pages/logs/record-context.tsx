// What the same process, or the same service, wrote before and after a record, whatever the filter.
import { getRouteApi } from "@tanstack/react-router";
import type { LogRecord } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { recordLine } from "../../lib/business-record.ts";
import { classes } from "../../ui/classes.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./record-context.module.css";
import { SeverityMark } from "./severity-mark.tsx";

const route = getRouteApi("/logs");
const counts = [10, 30, 100] as const;

export function RecordContext({
  id,
  of,
}: {
  readonly id: string;
  readonly of: "instance" | "service";
}): JSX.Element {
  const navigate = route.useNavigate();
  const [count, setCount] = useState<number>(counts[0]);
  const query = useApi(
    "/api/logs/:id/context",
    { params: { id }, query: { count, of } },
    { refresh: "still" },
  );
  const more = counts.find((one) => one > count);
  return (
    <section className={css["context"]} aria-label="Context">
      <header>
        <h3>Context</h3>
        <Segments
          label="Context of"
          value={of}
          choices={[
            ["instance", "same process"],
            ["service", "same service"],
          ]}
          onChange={(around) =>
            void navigate({
              search: (previous) => ({ ...previous, around }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        {more !== undefined && (
          <button type="button" className={ui.button["quiet"]} onClick={() => setCount(more)}>
            Show {more} around
          </button>
        )}
      </header>
      <QueryView inline query={query} skeleton={<SkeletonBlock height={240} />}>
        {({ before, record, after }) => (
          <ol>
            {before.length < count && <li className={ui.text["dim"]}>Nothing before</li>}
            {[...before, record, ...after].map((one) => (
              <Line key={one.id} record={one} isCurrent={one.id === id} />
            ))}
            {after.length < count && <li className={ui.text["dim"]}>Nothing after yet</li>}
          </ol>
        )}
      </QueryView>
    </section>
  );
}

function Line({
  record,
  isCurrent,
}: {
  readonly record: LogRecord;
  readonly isCurrent: boolean;
}): JSX.Element {
  const navigate = route.useNavigate();
  return (
    <li className={classes(isCurrent && css["current"])} {...(isCurrent ? { "aria-current": true } : {})}>
      <button
        type="button"
        onClick={() =>
          void navigate({
            search: (previous) => ({ ...previous, record: record.id }),
            resetScroll: false,
          })
        }
      >
        <span className={ui.text["dim"]}>
          <Time ns={record.timeNs} exact />
        </span>
        <SeverityMark number={record.severityNumber} text={record.severityText} />
        <span className={classes(ui.text["mono"], ui.text["ellip"])}>
          {record.eventName !== "" && `${record.eventName} `}
          {recordLine(record)}
        </span>
      </button>
    </li>
  );
}

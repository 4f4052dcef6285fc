// The queries that a chart is drawn from, one click away: each can be copied, or opened on the page of SQL and changed there.
import { Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ChartQuestion } from "contract";
import { useState, type JSX } from "react";

import { useChartSql } from "../data/dashboards.ts";
import { AndMore } from "./and-more.tsx";
import css from "./chart-sql.module.css";
import { CopyButton } from "./copy-button.tsx";
import dialog from "./dialog.module.css";
import { Icon } from "./icons.tsx";
import { QueryView } from "./query-view.tsx";
import { SkeletonBlock } from "./skeleton.tsx";
import { ui } from "./styles.ts";

export interface ChartSqlProps {
  readonly question: ChartQuestion;
}

/** A button with an icon; `className` places it. */
export function ChartSqlButton({
  question,
  className,
}: ChartSqlProps & { readonly className?: string | undefined }): JSX.Element {
  const [opened, setOpened] = useState(false);
  const { title } = question.chart;
  return (
    <>
      <button
        type="button"
        className={className ?? ui.button["icon"]}
        aria-label={`SQL of ${title}`}
        title="SQL"
        onClick={() => setOpened(true)}
      >
        <Icon name="sql" />
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`SQL of ${title}`}
        size="xl"
        classNames={{ overlay: dialog["overlay"] ?? "", content: dialog["content"] ?? "" }}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {opened && <ChartSql question={question} />}
      </Modal>
    </>
  );
}

function ChartSql({ question }: ChartSqlProps): JSX.Element {
  const query = useChartSql(question);
  return (
    <QueryView query={query} inline skeleton={<SkeletonBlock height={180} />}>
      {({ queries, truncated }) => (
        <div className={css["queries"]}>
          {queries.map(({ name, sql }) => (
            <section key={`${name} ${sql}`} aria-label={name}>
              <header>
                <h3 className={ui.text["mono"]}>{name}</h3>
                <CopyButton text={sql} what={name} variant="button" />
                <Link className={ui.button["quiet"]} to="/sql" search={{ q: sql }}>
                  Open in SQL
                </Link>
              </header>
              {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys scroll it */}
              <pre tabIndex={0}>{sql}</pre>
            </section>
          ))}
          <AndMore
            truncated={truncated}
            things="queries"
            by="those of the lines"
            fix="Draw fewer sources in one chart."
          />
        </div>
      )}
    </QueryView>
  );
}

// "Pin to dashboard": adds the chart of a page to a dashboard, or to a new one.
import { Popover } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ChartSpec, DashboardsResult } from "contract";
import { useState, type FormEvent, type JSX } from "react";

import { toProblem } from "../data/api-error.ts";
import { addChart, createDashboard } from "../data/dashboards.ts";
import { useApi } from "../data/use-api.ts";
import { pinnedChart } from "../lib/pinned-chart.ts";
import { isNarrowed } from "../state/scope-search.ts";
import { useScope } from "../state/scope.ts";
import { classes } from "./classes.ts";
import { Icon } from "./icons.tsx";
import css from "./pin-to-dashboard.module.css";
import { QueryView } from "./query-view.tsx";
import { SkeletonBlock } from "./skeleton.tsx";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

export interface PinToDashboardProps {
  readonly chart: ChartSpec;
  /** Beside a chart rather than in the head of a page: an icon. */
  readonly compact?: boolean;
  /** What of the header narrows the figures of the page, besides the environment. */
  readonly narrowedBy?: "service" | "filters" | undefined;
  /** A dashboard cannot narrow the chart as its page does: none is pinned while the page is narrowed. */
  readonly ofAll?: boolean;
}

/** The pinned chart keeps what of the header narrows the figures of the page. */
export function PinToDashboard({
  chart: shown,
  compact = false,
  narrowedBy,
  ofAll = false,
}: PinToDashboardProps): JSX.Element | null {
  const scope = useScope();
  const chart = pinnedChart(shown, { ...scope, filters: scope.query.filter ?? [] }, narrowedBy);
  const [opened, setOpened] = useState(false);
  if (ofAll && isNarrowed(scope.stepQuery)) return null;
  const label = compact ? `Pin ${shown.title} to dashboard` : undefined;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      offset={4}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          className={classes(compact ? ui.button["icon"] : ui.button["quiet"], ui.screen["hidePhone"])}
          {...(label !== undefined && { "aria-label": label, title: "Pin to dashboard" })}
          onClick={() => setOpened(!opened)}
        >
          <Icon name="pin" />
          {!compact && "Pin to dashboard"}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes(ui.menu["menu"], css["menu"])}>
        <Choices chart={chart} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ chart }: { readonly chart: ChartSpec }): JSX.Element {
  const query = useApi("/api/dashboards", {}, { refresh: "still" });
  return (
    <QueryView query={query} inline skeleton={<SkeletonBlock height={80} />}>
      {(result) =>
        result.mayChange ? (
          <Choose chart={chart} dashboards={result.dashboards} />
        ) : (
          <p className={ui.menu["heading"]}>
            You can look at dashboards. Changing them needs the scope admin.
          </p>
        )
      }
    </QueryView>
  );
}

function Choose({
  chart,
  dashboards,
}: {
  readonly chart: ChartSpec;
  readonly dashboards: DashboardsResult["dashboards"];
}): JSX.Element {
  const client = useQueryClient();
  const [title, setTitle] = useState("");
  const pin = useMutation({
    mutationFn: async (id: string | undefined) =>
      id === undefined ? createDashboard({ title: title.trim(), charts: [chart] }) : addChart(id, chart),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["/api/dashboards"] });
      await client.invalidateQueries({ queryKey: ["/api/dashboards/:id", { id }] });
    },
  });
  if (pin.isSuccess)
    return (
      <p className={css["done"]} role="status">
        <Status kind="ok">Pinned to {pin.data.title}</Status>
        <Link className={ui.button["button"]} to="/dashboards/$id" params={{ id: pin.data.id }}>
          Open dashboard
        </Link>
      </p>
    );
  const stored = dashboards.filter(({ source }) => source === "stored");
  return (
    <>
      {stored.length > 0 && (
        <ul className={ui.menu["list"]} aria-label="Dashboards">
          {stored.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={ui.menu["item"]}
                disabled={pin.isPending}
                onClick={() => pin.mutate(one.id)}
              >
                <span className={ui.text["ellip"]}>{one.title}</span>
                <span className={ui.menu["count"]}>{one.charts}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <NewDashboard
        isPending={pin.isPending}
        onCreate={() => pin.mutate(undefined)}
        title={title}
        onTitle={setTitle}
      />
      {pin.isError && (
        <p className={css["done"]}>
          <Status kind="error">{toProblem(pin.error).message}</Status>
        </p>
      )}
    </>
  );
}

interface NewDashboardProps {
  readonly title: string;
  readonly onTitle: (title: string) => void;
  readonly isPending: boolean;
  readonly onCreate: () => void;
}

function NewDashboard({ title, onTitle, isPending, onCreate }: NewDashboardProps): JSX.Element {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (title.trim() !== "") onCreate();
  };
  return (
    <form className={css["new"]} onSubmit={submit}>
      <span className={ui.field["field"]}>
        <input
          aria-label="Title of a new dashboard"
          placeholder="New dashboard"
          maxLength={120}
          value={title}
          onChange={(event) => onTitle(event.target.value)}
        />
      </span>
      <button type="submit" className={ui.button["primary"]} disabled={title.trim() === "" || isPending}>
        Create and pin
      </button>
    </form>
  );
}

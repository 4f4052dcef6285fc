// Everything the palette offers: pages, then the funnels, transaction types and services of the range, dashboards and rules, then actions, and what is opened by its id.
import { useNavigate, useRouter } from "@tanstack/react-router";
import type {
  AlertRuleInfo,
  DashboardSummary,
  FunnelSummary,
  SavedView,
  ServiceSummary,
  TransactionTypeSummary,
} from "contract";
import { useMemo } from "react";

import { toProblem } from "../../data/api-error.ts";
import { type Answer, useApi } from "../../data/use-api.ts";
import { liveState, togglePaused } from "../../state/live.ts";
import { useScope } from "../../state/scope.ts";
import { docsAddress } from "../docs-link.tsx";
import type { IconName } from "../icons.tsx";
import { logIdIn, type PaletteEntry, traceIdIn } from "./palette-entries.ts";
import { type NavigationItem, useNavigation } from "./navigation.ts";
import { useThemeSwitch } from "./theme-switch.tsx";

type Navigate = ReturnType<typeof useNavigate>;

export interface PaletteContent {
  readonly entries: readonly PaletteEntry[];
  /** What could not be read, and why; `undefined` where all was. */
  readonly notListed: string | undefined;
  /** Of which kinds there is more than is offered; `undefined` where all is. */
  readonly cut: string | undefined;
  /** Asks for it again. */
  readonly retry: () => void;
}

/** The entries, read again every 30 s. `onHelp` opens the keyboard shortcuts. */
export function usePaletteEntries(onHelp: () => void): PaletteContent {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const switchTheme = useThemeSwitch();
  const answers = useNamed();
  const services = answers.services.data?.services;
  const types = answers.transactions.data?.types;
  const funnels = answers.funnels.data?.funnels;
  const views = answers["saved views"].data?.views;
  const { dashboards, mayChange = false } = answers.dashboards.data ?? {};
  const rules = answers["alert rules"].data?.items;
  const { history } = useRouter();
  const entries = useMemo(
    () => [
      ...pages(navigation, navigate),
      ...savedViews(views, (address) => history.push(address)),
      ...results({ funnels, types, services, dashboards, rules }, navigate),
      ...(mayChange ? [newDashboard(navigate)] : []),
      ...actions(switchTheme, onHelp),
      ...openedById(navigate),
      ...openedByText(navigate),
    ],
    [
      navigation,
      navigate,
      history,
      views,
      services,
      types,
      funnels,
      dashboards,
      mayChange,
      rules,
      switchTheme,
      onHelp,
    ],
  );
  const retry = (): void => {
    for (const { error, refetch } of Object.values(answers)) if (error !== null) void refetch();
  };
  return { entries, notListed: notListedOf(answers), cut: cutOf(answers), retry };
}

/** What has a name. Of services, transactions and funnels the names are wanted, not the figures. */
function useNamed() {
  const { rangeQuery } = useScope();
  const few = { ...rangeQuery, sample: "few" as const };
  const [live, still] = [{ everyMs: 30_000 }, { refresh: "still" }] as const;
  return {
    services: useApi("/api/services", { query: { ...rangeQuery, environment: undefined } }, live),
    transactions: useApi("/api/transactions", { query: few }, live),
    funnels: useApi("/api/funnels", { query: few }, live),
    "saved views": useApi("/api/views", {}, still),
    dashboards: useApi("/api/dashboards", {}, still),
    "alert rules": useApi("/api/alert-rules", { query: { limit: 200 } }, still),
  };
}

const list = new Intl.ListFormat("en");

function notListedOf(answers: Readonly<Record<string, Pick<Answer<unknown>, "error">>>): string | undefined {
  const failed = Object.entries(answers).filter(([, { error }]) => error !== null);
  if (failed.length === 0) return undefined;
  // a busy store fails several for one reason
  const reasons = new Set(failed.map(([, { error }]) => toProblem(error).message));
  return `Not listed: ${list.format(failed.map(([name]) => name))}. ${[...reasons].join(" ")}`;
}

/** A name that is not found may be among those that were not read. */
function cutOf(answers: Readonly<Record<string, Pick<Answer<unknown>, "data">>>): string | undefined {
  const kinds = Object.entries(answers).flatMap(([kind, { data }]) => {
    const { truncated, nextCursor } = (data ?? {}) as { truncated?: unknown; nextCursor?: unknown };
    return Boolean(truncated) || Boolean(nextCursor) ? [kind] : [];
  });
  if (kinds.length === 0) return undefined;
  return `There are more ${list.format(kinds)} than are offered here. Their pages have them.`;
}

function pages(navigation: readonly NavigationItem[], navigate: Navigate): readonly PaletteEntry[] {
  return navigation.map(({ to, label, icon, letter }) => ({
    id: to,
    group: "Pages",
    label,
    hint: "",
    icon,
    keys: ["g", letter],
    run: () => void navigate({ to }),
  }));
}

function savedViews(
  views: readonly SavedView[] = [],
  open: (address: string) => void,
): readonly PaletteEntry[] {
  return views.map(({ id, name, shared, ...address }) => ({
    id: `view ${id}`,
    group: "Views",
    label: name,
    hint: shared ? "shared view" : "private view",
    icon: "bookmark",
    keys: [],
    run: () => open(address.path + address.search),
  }));
}

interface Results {
  readonly funnels: readonly FunnelSummary[] | undefined;
  readonly types: readonly TransactionTypeSummary[] | undefined;
  readonly services: readonly ServiceSummary[] | undefined;
  readonly dashboards: readonly DashboardSummary[] | undefined;
  readonly rules: readonly AlertRuleInfo[] | undefined;
}

function results(
  { funnels = [], types = [], services = [], dashboards = [], rules = [] }: Results,
  navigate: Navigate,
): readonly PaletteEntry[] {
  return [
    ...funnels.map(({ name }) =>
      result("funnel", "funnels", name, () => void navigate({ to: "/funnels/$name", params: { name } })),
    ),
    ...types.map(({ type }) =>
      result(
        "transaction",
        "transactions",
        type,
        () => void navigate({ to: "/transactions/$type", params: { type } }),
      ),
    ),
    ...services.map(({ name }) =>
      result("service", "services", name, () => void navigate({ to: "/services/$name", params: { name } })),
    ),
    ...dashboards.map(({ id, title }) =>
      result(
        "dashboard",
        "dashboards",
        title,
        () => void navigate({ to: "/dashboards/$id", params: { id } }),
        id,
      ),
    ),
    ...rules.map(({ id, name, kind }) =>
      result(
        kind === "objective" ? "objective" : "alert rule",
        "alerts",
        name,
        () => void navigate({ to: "/alerts/rules/$id", params: { id } }),
        id,
      ),
    ),
  ];
}

/** `id` where several may have one name. */
function result(kind: string, icon: IconName, label: string, run: () => void, id = label): PaletteEntry {
  return { id: `${kind} ${id}`, group: "Results", label, hint: kind, icon, keys: [], run };
}

function newDashboard(navigate: Navigate): PaletteEntry {
  return {
    id: "new dashboard",
    group: "Actions",
    label: "New dashboard",
    hint: "",
    icon: "dashboards",
    keys: [],
    run: () => void navigate({ to: "/dashboards/new" }),
  };
}

function actions(switchTheme: () => void, onHelp: () => void): readonly PaletteEntry[] {
  const group = "Actions";
  return [
    {
      id: "pause",
      group,
      label: liveState().paused ? "Resume live" : "Pause live",
      hint: "",
      icon: "pause",
      keys: ["p"],
      run: togglePaused,
    },
    { id: "theme", group, label: "Switch theme", hint: "", icon: "theme", keys: ["t"], run: switchTheme },
    {
      id: "docs",
      group,
      label: "Documentation",
      hint: "in a new tab",
      icon: "docs",
      keys: [],
      run: () => void window.open(docsAddress(), "_blank", "noreferrer"),
    },
    { id: "help", group, label: "Keyboard shortcuts", hint: "", icon: "keyboard", keys: ["?"], run: onHelp },
  ];
}

/** Traces and log records. */
function openedById(navigate: Navigate): readonly PaletteEntry[] {
  return [
    {
      ...unnamed("trace", "", "traces"),
      byId: { idIn: traceIdIn, open: (id) => void navigate({ to: "/traces/$id", params: { id } }) },
    },
    {
      ...unnamed("log record", "", "logs"),
      byId: { idIn: logIdIn, open: (record) => void navigate({ to: "/logs", search: { record } }) },
    },
  ];
}

/** A person, whose id can be any text, and lists of traces. */
function openedByText(navigate: Navigate): readonly PaletteEntry[] {
  const tracesBy = (kind: string, key: string): PaletteEntry => ({
    ...unnamed(kind, "Traces by", "traces"),
    byText: {
      isLikely: false,
      run: (text) => void navigate({ to: "/traces", search: { filter: [`${key}=${text}`] } }),
    },
  });
  return [
    {
      ...unnamed("person with this id", "People", "person"),
      byText: { isLikely: true, run: (id) => void navigate({ to: "/people/$id", params: { id } }) },
    },
    tracesBy("transaction id", "telltale.transaction.id"),
    tracesBy("user id", "user.id"),
    tracesBy("span name", "name"),
  ];
}

/** An entry that has its label from what is typed. */
function unnamed(kind: string, group: string, icon: IconName): PaletteEntry {
  return { id: `find ${kind}`, group, label: "", hint: kind, icon, keys: [], run: () => undefined };
}

// Everything the palette offers: pages, then the funnels, transaction types and services of the range, then actions and searches.
import { useNavigate, useRouter } from "@tanstack/react-router";
import type { FunnelSummary, SavedView, ServiceSummary, TransactionTypeSummary } from "contract";
import { useMemo } from "react";

import { useApi } from "../../data/use-api.ts";
import { liveState, setPaused } from "../../state/live.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { docsAddress } from "../docs-link.tsx";
import type { PaletteEntry } from "./palette-entries.ts";
import { type NavigationItem, useNavigation } from "./navigation.ts";
import { useThemeSwitch } from "./theme-switch.tsx";

type Navigate = ReturnType<typeof useNavigate>;

/** The entries, read again every 30 s. `onHelp` opens the keyboard shortcuts. */
export function usePaletteEntries(onHelp: () => void): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const navigation = useNavigation();
  const { rangeQuery } = useScope();
  const { setService } = useScopeChanges();
  const switchTheme = useThemeSwitch();
  const services = useApi(
    "/api/services",
    { query: { ...rangeQuery, environment: undefined } },
    { everyMs: 30_000 },
  ).data?.services;
  // Their names are wanted, not their figures.
  const few = { ...rangeQuery, sample: "few" as const };
  const types = useApi("/api/transactions", { query: few }, { everyMs: 30_000 }).data?.types;
  const funnels = useApi("/api/funnels", { query: few }, { everyMs: 30_000 }).data?.funnels;
  const views = useApi("/api/views", {}, { refresh: "still" }).data?.views;
  const { history } = useRouter();
  return useMemo(
    () => [
      ...pages(navigation, navigate),
      ...savedViews(views, (address) => history.push(address)),
      ...results({ funnels, types, services }, { navigate, setService }),
      ...actions(switchTheme, onHelp),
      ...searches(navigate),
    ],
    [navigation, navigate, history, views, services, types, funnels, setService, switchTheme, onHelp],
  );
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
}

function results(
  { funnels = [], types = [], services = [] }: Results,
  { navigate, setService }: { navigate: Navigate; setService: (name: string) => void },
): readonly PaletteEntry[] {
  const group = "Results";
  return [
    ...funnels.map(({ name }): PaletteEntry => ({
      id: `funnel ${name}`,
      group,
      label: name,
      hint: "funnel",
      icon: "funnels",
      keys: [],
      run: () => void navigate({ to: "/funnels/$name", params: { name } }),
    })),
    ...types.map(({ type }): PaletteEntry => ({
      id: `type ${type}`,
      group,
      label: type,
      hint: "transaction",
      icon: "transactions",
      keys: [],
      run: () => void navigate({ to: "/transactions/$type", params: { type } }),
    })),
    ...services.map(({ name }): PaletteEntry => ({
      id: `service ${name}`,
      group,
      label: name,
      hint: "show only this service",
      icon: "services",
      keys: [],
      run: () => setService(name),
    })),
  ];
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
      run: () => setPaused(!liveState().paused),
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

/** A trace by its id, and lists of traces by the typed text. */
function searches(navigate: Navigate): readonly PaletteEntry[] {
  const byFilter = (kind: string, key: string): PaletteEntry =>
    search(kind, (text) => void navigate({ to: "/traces", search: { filter: [`${key}=${text}`] } }));
  return [
    {
      id: "trace",
      group: "",
      label: "",
      hint: "trace",
      icon: "traces",
      keys: [],
      run: () => undefined,
      openTrace: (id) => void navigate({ to: "/traces/$id", params: { id } }),
    },
    byFilter("transaction id", "telltale.transaction.id"),
    byFilter("user id", "user.id"),
    byFilter("span name", "name"),
  ];
}

function search(kind: string, findTraces: (text: string) => void): PaletteEntry {
  return {
    id: `find ${kind}`,
    group: "Traces by",
    label: "",
    hint: kind,
    icon: "traces",
    keys: [],
    run: () => undefined,
    findTraces,
  };
}

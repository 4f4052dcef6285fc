// ⌘K: one field for places, things and actions. Ids are recognised by their shape.
import { Combobox, Modal, useCombobox } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { liveState, setPaused } from "../../state/live.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Icon } from "../icons.tsx";
import { matchEntries, type PaletteEntry } from "./palette-entries.ts";
import { places } from "./places.ts";
import { useThemeSwitch } from "./theme-switch.tsx";

export interface PaletteProps {
  readonly opened: boolean;
  /** Counts the openings. */
  readonly opening: number;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** The command palette as a dialog. */
export function Palette({ opened, opening, onClose, onHelp }: PaletteProps): JSX.Element {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      size={560}
      yOffset="12vh"
      padding={0}
      shadow="none"
      classNames={{ content: "modal-content" }}
      aria-label="Command palette"
    >
      <PaletteBody key={opening} onClose={onClose} onHelp={onHelp} />
    </Modal>
  );
}

function PaletteBody({ onClose, onHelp }: Omit<PaletteProps, "opened" | "opening">): JSX.Element {
  const [typed, setTyped] = useState("");
  const shown = matchEntries(useEntries(onHelp), typed);
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption, selectOption, targetRef } = combobox;
  useEffect(() => targetRef.current?.focus(), [targetRef]);
  const ids = shown.map(({ id }) => id).join("\n");
  useEffect(() => {
    selectFirstOption();
    // Begins anew with each list and each text.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ids, typed, selectFirstOption]);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        onClose();
        shown.find((entry) => entry.id === id)?.run();
      }}
    >
      <div className="palette">
        <div className="q">
          <Icon name="search" />
          <Combobox.EventsTarget withExpandedAttribute>
            <input
              data-autofocus
              placeholder="Page, service, transaction, trace id…"
              aria-label="Jump to"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={({ key }) => {
                if (key === "Escape") onClose();
              }}
            />
          </Combobox.EventsTarget>
          <kbd>esc</kbd>
        </div>
        <div className="menu">
          <Combobox.Options className="list" aria-label="Pages and actions">
            {shown.map((entry, at) => (
              <div key={entry.id}>
                {shown[at - 1]?.group !== entry.group && entry.group !== "" && (
                  <p className="gh">{entry.group}</p>
                )}
                <Combobox.Option value={entry.id} className="item" onMouseMove={() => selectOption(at)}>
                  <Icon name={entry.icon} />
                  <b>{entry.label}</b>
                  <span className="dim">{entry.hint}</span>
                  <span className="keys">
                    {entry.keys.length === 0 ? (
                      <kbd className="enter">↵</kbd>
                    ) : (
                      entry.keys.map((key) => <kbd key={key}>{key}</kbd>)
                    )}
                  </span>
                </Combobox.Option>
              </div>
            ))}
            {shown.length === 0 && <p className="gh">No results. A trace id has 32 hexadecimal digits.</p>}
          </Combobox.Options>
        </div>
      </div>
    </Combobox>
  );
}

function useEntries(onHelp: () => void): readonly PaletteEntry[] {
  const navigate = useNavigate();
  const { rangeQuery } = useScope();
  const { setService } = useScopeChanges();
  const switchTheme = useThemeSwitch();
  const services = useApi(
    "/api/services",
    { query: { ...rangeQuery, environment: undefined } },
    { everyMs: 30_000 },
  ).data?.services;
  const types = useApi("/api/transactions", { query: rangeQuery }, { everyMs: 30_000 }).data?.types;
  const funnels = useApi("/api/funnels", { query: rangeQuery }, { everyMs: 30_000 }).data?.funnels;
  return useMemo(() => {
    const entries: PaletteEntry[] = places.map(({ to, label, icon, letter }) => ({
      id: to,
      group: "Pages",
      label,
      hint: "",
      icon,
      keys: ["g", letter],
      run: () => void navigate({ to }),
    }));
    for (const { name } of funnels ?? [])
      entries.push({
        id: `funnel ${name}`,
        group: "Results",
        label: name,
        hint: "funnel",
        icon: "funnels",
        keys: [],
        run: () => void navigate({ to: "/funnels/$name", params: { name } }),
      });
    for (const { type } of types ?? [])
      entries.push({
        id: `type ${type}`,
        group: "Results",
        label: type,
        hint: "transaction",
        icon: "transactions",
        keys: [],
        run: () => void navigate({ to: "/transactions/$type", params: { type } }),
      });
    for (const { name } of services ?? [])
      entries.push({
        id: `service ${name}`,
        group: "Results",
        label: name,
        hint: "show only this service",
        icon: "services",
        keys: [],
        run: () => setService(name),
      });
    entries.push(
      {
        id: "pause",
        group: "Actions",
        label: liveState().paused ? "Resume live" : "Pause live",
        hint: "",
        icon: "pause",
        keys: ["p"],
        run: () => setPaused(!liveState().paused),
      },
      {
        id: "theme",
        group: "Actions",
        label: "Switch theme",
        hint: "",
        icon: "theme",
        keys: ["t"],
        run: switchTheme,
      },
      {
        id: "help",
        group: "Actions",
        label: "Keyboard shortcuts",
        hint: "",
        icon: "keyboard",
        keys: ["?"],
        run: onHelp,
      },
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
      finder(
        "transaction id",
        (text) => void navigate({ to: "/traces", search: { filter: [`telltale.transaction.id=${text}`] } }),
      ),
      finder("user id", (text) => void navigate({ to: "/traces", search: { filter: [`user.id=${text}`] } })),
      finder("span name", (name) => void navigate({ to: "/traces", search: { name } })),
    );
    return entries;
  }, [navigate, services, types, funnels, setService, switchTheme, onHelp]);
}

/** Lists traces by the typed text as a `kind` of thing. */
function finder(kind: string, findTraces: (text: string) => void): PaletteEntry {
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

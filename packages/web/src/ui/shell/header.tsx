// The header holds everything in the address that is not the page's own: environment, service, filters, time.
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { BrandMark, Icon } from "../icons.tsx";
import { commandKey } from "./command-key.ts";
import { FilterBar } from "./filter-bar.tsx";
import { LiveButton } from "./live-button.tsx";
import { Picker } from "../picker.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { TimePicker } from "./time-picker.tsx";

/** The same on every page. */
export function Header({ onPalette }: { readonly onPalette: () => void }): JSX.Element {
  const { rangeQuery, environment, service } = useScope();
  const { setEnvironment, setService } = useScopeChanges();
  const [filterOpened, setFilterOpened] = useState(false);
  const { data } = useApi(
    "/api/services",
    { query: { ...rangeQuery, environment: undefined } },
    { everyMs: 30_000 },
  );
  return (
    <header className="top">
      <Link to="/" className="brand" aria-label="Telltale, overview">
        <BrandMark />
        <b>Telltale</b>
      </Link>
      <div className="scope-row">
        <Picker
          label="Environment"
          icon="environment"
          all="All environments"
          value={environment}
          options={data?.environments ?? []}
          onPick={setEnvironment}
        />
        <Picker
          label="Service"
          icon="services"
          all="All services"
          value={service}
          options={(data?.services ?? []).map(({ name }) => name)}
          onPick={setService}
          coloured
        />
      </div>
      <span className="vr" />
      <FilterBar opened={filterOpened} onClose={() => setFilterOpened(false)} />
      <button type="button" className="pick jump wide" title="Command palette" onClick={onPalette}>
        <Icon name="search" />
        <span>Jump to</span>
        <kbd>{commandKey === "⌘" ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <span className="push" />
      <button
        type="button"
        className="icon-btn only-phone"
        aria-label="Filter"
        onClick={() => setFilterOpened(!filterOpened)}
      >
        <Icon name="filter" />
      </button>
      <TimePicker />
      <LiveButton />
      <ThemeSwitch />
    </header>
  );
}

// The header: the scope that all pages share (environment, service, filters, time), the palette, live updates and the theme.
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { useIsFirstDataThere } from "../../data/first-data.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { classes } from "../classes.ts";
import { BrandMark, Icon } from "../icons.tsx";
import { Picker } from "../picker.tsx";
import { ui } from "../styles.ts";
import { commandKey } from "./command-key.ts";
import { FilterBar } from "./filter-bar.tsx";
import css from "./header.module.css";
import { LiveButton } from "./live-button.tsx";
import { ThemeSwitch } from "./theme-switch.tsx";
import { TimePicker } from "./time-picker.tsx";
import { ViewsMenu } from "./views-menu.tsx";

/** The same on every page. */
export function Header({ onPalette }: { readonly onPalette: () => void }): JSX.Element {
  const { rangeQuery, environment, service } = useScope();
  const { setEnvironment, setService } = useScopeChanges();
  const [filterOpened, setFilterOpened] = useState(false);
  const isFirstDataThere = useIsFirstDataThere();
  const { data } = useApi(
    "/api/services",
    { query: { ...rangeQuery, environment: undefined } },
    { everyMs: 30_000, enabled: isFirstDataThere, part: "services and environments to choose from" },
  );
  return (
    <header className={css["header"]}>
      <Link to="/" className={css["brand"]} aria-label="Telltale, overview">
        <BrandMark />
        <b>Telltale</b>
      </Link>
      <div className={css["scope"]}>
        <Picker
          label="Environment"
          icon="environment"
          all="All environments"
          value={environment}
          options={data?.environments ?? []}
          hasMore={data?.hasMoreEnvironments}
          onPick={setEnvironment}
        />
        <Picker
          label="Service"
          icon="services"
          all="All services"
          value={service}
          options={(data?.services ?? []).map(({ name }) => name)}
          hasMore={(data?.truncated ?? 0) > 0}
          onPick={setService}
          coloured
        />
      </div>
      <span className={classes(css["divider"], ui.screen["hidePhone"])} />
      <FilterBar opened={filterOpened} onClose={() => setFilterOpened(false)} />
      <button
        type="button"
        className={classes(ui.picker["pick"], css["jump"], ui.screen["hidePhone"])}
        title="Command palette"
        onClick={onPalette}
      >
        <Icon name="search" />
        <span>Jump to</span>
        <kbd>{commandKey === "⌘" ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <span className={css["push"]} />
      <button
        type="button"
        className={classes(ui.button["icon"], css["onlyPhone"])}
        aria-label="Filter"
        onClick={() => setFilterOpened(!filterOpened)}
      >
        <Icon name="filter" />
      </button>
      <ViewsMenu />
      <TimePicker />
      <LiveButton />
      <ThemeSwitch />
    </header>
  );
}

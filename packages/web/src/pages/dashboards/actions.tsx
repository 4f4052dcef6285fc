// What can be done with a dashboard: edit, look at its versions, export, copy, delete.
import { Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Dashboard } from "contract";
import type { JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { urlOf } from "../../data/client.ts";
import { createDashboard, deleteDashboard } from "../../data/dashboards.ts";
import { useApi } from "../../data/use-api.ts";
import { classes } from "../../ui/classes.ts";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/dashboards/$id");

export function DashboardActions({ dashboard }: { readonly dashboard: Dashboard }): JSX.Element {
  const { mode } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (next: typeof mode): void =>
    void navigate({ search: (previous) => ({ ...previous, mode: next }), resetScroll: false });
  const { mayChange, version, latest, source, content } = dashboard;
  const remove = async (): Promise<void> => {
    await deleteDashboard(dashboard);
    await navigate({ to: "/dashboards", search: {}, ignoreBlocker: true });
  };
  return (
    <>
      {mayChange && version === latest && mode !== "edit" && (
        <button
          type="button"
          className={classes(ui.button["button"], ui.screen["hidePhone"])}
          onClick={() => show("edit")}
        >
          Edit
        </button>
      )}
      {source === "stored" && mode !== "edit" && (
        <button
          type="button"
          className={ui.button["quiet"]}
          aria-pressed={mode === "versions"}
          onClick={() => show(mode === "versions" ? undefined : "versions")}
        >
          Versions
        </button>
      )}
      <Export dashboard={dashboard} />
      <Copy dashboard={dashboard} />
      {mayChange && mode === "edit" && (
        <ConfirmButton verb="Delete" name={content.title} act={remove} changes="/api/dashboards" />
      )}
    </>
  );
}

function Export({ dashboard: { id, version, source } }: { readonly dashboard: Dashboard }): JSX.Element {
  const fileOf = (form: "console" | "grafana"): string =>
    urlOf("/api/dashboards/:id/file", { id }, { form, version: source === "stored" ? version : undefined });
  return (
    <Menu position="bottom-end" offset={4} shadow="none" classNames={{ dropdown: ui.menu["menu"] ?? "" }}>
      <Menu.Target>
        <button type="button" className={classes(ui.button["quiet"], ui.screen["hidePhone"])}>
          <Icon name="download" />
          Export
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={fileOf("console")} download className={ui.menu["item"] ?? ""}>
          JSON for a folder of the console
        </Menu.Item>
        <Menu.Item component="a" href={fileOf("grafana")} download className={ui.menu["item"] ?? ""}>
          Grafana JSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A dashboard of a file can be changed as a copy. */
function Copy({ dashboard: { content, source } }: { readonly dashboard: Dashboard }): JSX.Element | null {
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const { data: session } = useApi("/api/session", {}, { refresh: "still", part: "your rights" });
  const copy = useMutation({
    mutationFn: async () => createDashboard({ ...content, title: `${content.title.slice(0, 112)} (copy)` }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["/api/dashboards"] });
      await navigate({ to: "/dashboards/$id", params: { id }, search: {} });
    },
  });
  if (source !== "file" || session?.scope !== "admin") return null;
  if (copy.isError) return <Status kind="error">{toProblem(copy.error).message}</Status>;
  return (
    <button
      type="button"
      className={ui.button["button"]}
      disabled={copy.isPending}
      onClick={() => copy.mutate()}
    >
      Save a copy
    </button>
  );
}

// A new dashboard, which nothing has stored: it has an address of its own only when it is saved.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { PageHead } from "../../ui/page-head.tsx";
import { EditDashboard } from "./edit.tsx";

const route = getRouteApi("/dashboards/new");

export function NewDashboardPage(): JSX.Element {
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead crumbs={<Link to="/dashboards">Dashboards</Link>} title="New dashboard" sub="not saved yet" />
      <EditDashboard
        chosen={undefined}
        onDone={(saved) =>
          void (saved === undefined
            ? navigate({ to: "/dashboards", ignoreBlocker: true })
            : navigate({ to: "/dashboards/$id", params: { id: saved.id }, ignoreBlocker: true }))
        }
      />
    </>
  );
}

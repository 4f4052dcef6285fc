// The services of the range: as a list, or as a map of who calls whom.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ServiceMap } from "./map/service-map.tsx";
import { ServicesList } from "./services-list.tsx";

const route = getRouteApi("/services");

/** The page of all services. */
export function ServicesPage(): JSX.Element {
  const { view } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHead
        title="Services"
        actions={
          <>
            <Segments
              label="View"
              value={view}
              choices={[
                [undefined, "List"],
                ["map", "Map"],
              ]}
              onChange={(next) => void navigate({ search: (previous) => ({ ...previous, view: next }) })}
            />
            <CopyLink />
          </>
        }
      />
      {view === "map" ? <ServiceMap /> : <ServicesList />}
    </>
  );
}

// The list of services: search, order, and its loading, empty and error states.
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { completeSuffix, lateEndOf } from "../../lib/completeness.ts";
import { judgeDeploys } from "../../lib/deploy-effect.ts";
import { formatCount } from "../../lib/format.ts";
import { namePrevious } from "../../lib/range-words.ts";
import { type CompleteServices, useCompleteServices } from "../../state/complete-results.ts";
import { useLate } from "../../state/completeness.ts";
import { useServiceVerdicts } from "../../state/service-verdicts.ts";
import { useScope } from "../../state/scope.ts";
import { useDeploys } from "../../ui/deploy-markers.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { FoldedNote } from "../../ui/folded-note.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { NoServices } from "./no-services.tsx";
import { noMatchWords } from "./none-listed.ts";
import { listServices } from "./order.ts";
import css from "./services-list.module.css";
import { serviceColumns, ServicesTable } from "./services-table.tsx";
import { useBusiness } from "./use-business.ts";

const route = getRouteApi("/services");

export function ServicesList(): JSX.Element {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const { rangeQuery } = useScope();
  const asked = { query: rangeQuery };
  const query = useCompleteServices(useApi("/api/services", asked), asked);
  const { data } = query;
  return (
    <>
      <div className={css["filters"]}>
        <SearchInput
          label="Part of the name"
          className={css["search"]}
          value={search ?? ""}
          onChange={(text) =>
            void navigate({
              search: (previous) => ({ ...previous, search: text === "" ? undefined : text }),
              replace: true,
            })
          }
        />
        {data !== undefined && (
          <span className={ui.text["dim"]}>
            {formatCount(data.services.length)} in this range, compared with{" "}
            {namePrevious(Date.parse(data.from), Date.parse(data.to))}
            {completeSuffix(lateEndOf(data.services))}
          </span>
        )}
      </div>
      <QueryView query={query} skeleton={<ListSkeleton columns={serviceColumns} rows={9} />}>
        {(result) => (
          <>
            <FoldedNote kind="services" names={result.services.map(({ name }) => name)} />
            <Services result={result} />
          </>
        )}
      </QueryView>
    </>
  );
}

function Services({ result }: { readonly result: CompleteServices }): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { service } = useScope();
  const late = useLate(["spans"], service);
  const deploys = useDeploys();
  const business = useBusiness();
  const { services } = useServiceVerdicts(result);
  const listed = useMemo(() => {
    const own = services.filter(({ service: { name } }) => service === undefined || name === service);
    return listServices(
      { services: own, deploys: judgeDeploys(deploys, result), business: business?.ofNode },
      search,
    );
  }, [result, services, deploys, business, service, search]);
  if (result.services.length === 0) return <NoServices />;
  if (listed.length === 0) {
    if (late !== undefined && result.truncated === 0)
      return <LateEmpty late={late} things="spans of services that match" />;
    return <EmptyState {...noMatchWords(result)} actions={<ScopeWideners />} />;
  }
  return (
    <>
      <ServicesTable
        listed={listed}
        truncated={result.truncated}
        search={search}
        onSearch={(change) =>
          void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true })
        }
      />
      <AndMore
        truncated={result.truncated}
        things="services"
        fix="Choose an environment or a shorter range to see others, or open one by its name."
      />
      <AndMore
        truncated={business?.truncated}
        things="shares of transactions"
        by="transactions"
        fix="Others are not shown. Choose an environment, or a shorter time range."
      />
    </>
  );
}

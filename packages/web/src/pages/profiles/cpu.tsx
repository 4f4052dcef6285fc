// One CPU profile: its flame graph, its functions, and the span that it was taken in.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo, type JSX } from "react";

import { requestText, urlOf } from "../../data/client.ts";
import { useApi } from "../../data/use-api.ts";
import { readCpuProfile, type CpuProfile } from "../../draw/cpu-profile.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { CpuFlame } from "./cpu-flame.tsx";
import { FunctionsTable } from "./functions-table.tsx";
import css from "./profiles.module.css";

const route = getRouteApi("/cpu-profiles/$id");
const mostListed = 500;

export function CpuProfilePage(): JSX.Element {
  const { id } = route.useParams();
  const { rangeQuery } = useScope();
  const url = urlOf("/api/cpu-profiles/:id", { id }, undefined);
  const query = useQuery({
    queryKey: ["/api/cpu-profiles/:id", id],
    queryFn: ({ signal }) => requestText(url, signal),
    staleTime: Number.POSITIVE_INFINITY,
    meta: { refresh: "still" },
  });
  // Its span, when it ended in the range of the address.
  const list = useApi(
    "/api/cpu-profiles",
    { query: { ...rangeQuery, limit: mostListed } },
    { part: "the span of this profile" },
  );
  const row = list.data?.items.find((one) => one.id === id);
  return (
    <>
      <PageHead
        crumbs={<Link to="/profiles">Profiles</Link>}
        title={row?.name ?? "CPU profile"}
        suffix={row === undefined ? undefined : formatDuration(row.durationMs)}
        sub={
          row !== undefined && (
            <span className={css["sub"]}>
              <ServiceName name={row.service} />
              <span>
                {formatCount(row.samples)} samples · <Time ns={row.timeNs} />
              </span>
              {row.traceId !== "" && (
                <Link
                  className={ui.text["link"]}
                  to="/traces/$id"
                  params={{ id: row.traceId }}
                  search={{ span: row.spanId }}
                >
                  Span of this profile
                </Link>
              )}
            </span>
          )
        }
        actions={
          <>
            <a className={ui.button["quiet"]} href={url} download={`${row?.name ?? "profile"}.cpuprofile`}>
              Download
            </a>
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<SkeletonBlock height={320} />}>
        {(text) => <Content text={text} />}
      </QueryView>
    </>
  );
}

function Content({ text }: { readonly text: string }): JSX.Element {
  const profile = useMemo(() => tryRead(text), [text]);
  if (profile === undefined)
    return (
      <EmptyState
        title="This CPU profile cannot be read"
        why="It is not in the format of V8 (.cpuprofile). Download it to look at it, and check the application that sent it."
      />
    );
  if (profile.boxes.length === 0)
    return <EmptyState title="Nothing ran while this profile was taken" why="All of its samples are idle." />;
  return (
    <>
      <CpuFlame profile={profile} />
      <FunctionsTable profile={profile} />
    </>
  );
}

function tryRead(text: string): CpuProfile | undefined {
  try {
    return readCpuProfile(text);
  } catch {
    return undefined;
  }
}

// Dashboards: what a chart draws, and saving, changing and deleting dashboards.
import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { ChartQuestion, ChartResult, ChartSpec, ChartSql, Dashboard, NewDashboard } from "contract";

import { request, send } from "./client.ts";

/** What a chart draws, refetched when the question changes and, while live, at intervals. */
export function useChart(question: ChartQuestion, enabled = true): UseQueryResult<ChartResult, Error> {
  return useQuery<ChartResult, Error>({
    queryKey: ["/api/chart", question],
    queryFn: ({ signal }) => send("POST /api/chart", { body: question, signal }),
    placeholderData: keepPreviousData,
    enabled,
    meta: { refresh: "live" },
  });
}

/** The queries that a chart is drawn from. */
export function useChartSql(question: ChartQuestion): UseQueryResult<ChartSql, Error> {
  return useQuery<ChartSql, Error>({
    queryKey: ["/api/chart/sql", question],
    queryFn: ({ signal }) => send("POST /api/chart/sql", { body: question, signal }),
    meta: { refresh: "still" },
  });
}

/** @throws {ApiError} */
export async function createDashboard(content: NewDashboard): Promise<Dashboard> {
  return send("POST /api/dashboards", { body: content });
}

/** Saves the version after `latest`. @throws {ApiError} 412 when the dashboard has changed since it was read. */
export async function changeDashboard(
  { id, latest }: Pick<Dashboard, "id" | "latest">,
  content: NewDashboard,
): Promise<Dashboard> {
  return send("PUT /api/dashboards/:id", { params: { id }, body: content, ifMatch: `"${latest}"` });
}

/** @throws {ApiError} 412 when the dashboard has changed since it was read. */
export async function deleteDashboard({ id, latest }: Pick<Dashboard, "id" | "latest">): Promise<Dashboard> {
  return send("DELETE /api/dashboards/:id", { params: { id }, ifMatch: `"${latest}"` });
}

/** Adds a chart at the end of a dashboard. @throws {ApiError} 412 when another change is saved at the same moment. */
export async function addChart(id: string, chart: ChartSpec): Promise<Dashboard> {
  const { content, latest } = await request("/api/dashboards/:id", { params: { id } });
  return changeDashboard({ id, latest }, { ...content, charts: [...content.charts, chart] });
}

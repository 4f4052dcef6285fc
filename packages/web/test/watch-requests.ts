// The requests of the API that a page makes, for tests of what it asks for.
import type { Page, Request } from "playwright-core";

/** Refetches of live data are at least 3 s apart. */
const tooSoonMs = 2000;

/** The requests of the API from now on, and the addresses of those that were aborted. */
export function watchRequests(page: Page): { readonly made: Request[]; readonly aborted: string[] } {
  const made: Request[] = [];
  const aborted: string[] = [];
  // The progress of a query that takes more than two seconds is not an answer, and is not awaited when the query ends.
  const isOfApi = (request: Request): boolean => /^\/api\/(?!progress)/.test(new URL(request.url()).pathname);
  page.on("request", (request) => {
    if (isOfApi(request)) made.push(request);
  });
  page.on("requestfailed", (request) => {
    if (isOfApi(request)) aborted.push(request.url());
  });
  return { made, aborted };
}

/** Those that were made again so soon that they are not a refetch, by the browser's clock. */
export function repeated(made: readonly Request[]): readonly string[] {
  const startedMs = new Map<string, number>();
  return made.flatMap((request) => {
    const question = `${request.method()} ${request.url()} ${request.postData() ?? ""}`;
    const { startTime } = request.timing();
    // Not answered yet.
    if (startTime <= 0) return [];
    const isRepeated = startTime - (startedMs.get(question) ?? 0) < tooSoonMs;
    startedMs.set(question, startTime);
    return isRepeated ? [question] : [];
  });
}

// The first script of the pages. It is small, so that the first data of the page of the address are requested while the browser still reads
// the code, which is loaded next: that of all pages and that of this one at the same time.
import { pagePaths, pages } from "./all-pages.ts";
import { requestAhead } from "./data/client.ts";
import { firstRequestsOf } from "./first-requests.ts";
import { matchPath } from "./lib/match-path.ts";

for (const { path, input } of firstRequestsOf(location)) requestAhead(path, input);

void import("./main.tsx");
const page = matchPath(location.pathname, pagePaths);
// An error is shown when the page is rendered.
if (page !== undefined) pages[page.pattern].code().catch(() => undefined);

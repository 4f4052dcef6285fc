// Links to source code: of a frame at its line, and of a version at its commit. Where the repository is comes from Settings, or from the
// `vcs.*` attributes that the sender recorded. Without schemas: the pages bundle it.
import type { CodeOrigin } from "./source-map.ts";
import { fillTemplate, mistakeInTemplate, sourcePlaceholders } from "./url-template.ts";

/** Where the source code of a service is, as people configured it. */
interface Repository {
  /** Empty: all services without an entry. */
  readonly service: string;
  readonly url: string;
  readonly root: string;
}

/** Longer ones are not used. */
const maxUrl = 2000;

/** By host, what follows the URL of a repository. */
const layouts: Readonly<Record<string, string>> = {
  "github.com": "/blob/{commit}/{file}#L{line}",
  "gitlab.com": "/-/blob/{commit}/{file}#L{line}",
  "bitbucket.org": "/src/{commit}/{file}#lines-{line}",
};

/** Why `url` of a repository in Settings cannot be used; `undefined` when it can. */
export function mistakeInRepository(url: string): string | undefined {
  const mistake = mistakeInTemplate(url, sourcePlaceholders);
  if (mistake !== undefined || url.includes("{file}")) return mistake;
  return templateOf(url) === undefined
    ? "expected a template with {file}, or a repository of github.com, gitlab.com or bitbucket.org"
    : undefined;
}

/** The URL of a line; `undefined` when the repository, its commit or the path in it is unknown. */
export function sourceUrl(
  origin: CodeOrigin,
  repositories: readonly Repository[],
  { file, line }: { readonly file: string; readonly line: number },
): string | undefined {
  const { template, root } = findTemplate(origin, repositories);
  const path = pathInRepository(file, root);
  if (template === undefined || path === undefined || line < 1) return undefined;
  return fillTemplate(template, { ...valuesOf(origin), file: path, line: String(line) });
}

/** The URL of a commit, or of the files of a tag; `undefined` when it is unknown. */
export function versionUrl(origin: CodeOrigin, repositories: readonly Repository[]): string | undefined {
  const { template = "" } = findTemplate(origin, repositories);
  const [, repository, folder, ref] = /^([^?#]*?)(\/-\/blob|\/blob|\/src)\/([^/?#]*)\//.exec(template) ?? [];
  if (repository === undefined || folder === undefined || ref === undefined) return undefined;
  const isOfCommit = ref === "{commit}";
  const page = {
    "/-/blob": isOfCommit ? "/-/commit" : "/-/tree",
    "/blob": isOfCommit ? "/commit" : "/tree",
    "/src": isOfCommit ? "/commits" : "/src",
  }[folder];
  return fillTemplate(`${repository}${page}/${ref}`, valuesOf(origin));
}

/** What people configured for the service, else for all services, else what the sender recorded. */
function findTemplate(
  { service, repository }: CodeOrigin,
  repositories: readonly Repository[],
): { readonly template: string | undefined; readonly root: string } {
  const own =
    repositories.find((one) => one.service === service) ?? repositories.find((one) => one.service === "");
  if (own !== undefined) return { template: templateOf(own.url), root: own.root };
  // Anyone who may send chooses it: only hosts that are known, and no placeholders.
  return { template: repository.includes("{") ? undefined : templateOf(repository), root: "" };
}

function templateOf(url: string): string | undefined {
  if (url.includes("{file}")) return url;
  if (url.length > maxUrl || mistakeInTemplate(url, []) !== undefined || /[?#]/.test(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  const layout = Object.hasOwn(layouts, host) ? layouts[host] : undefined;
  const path = pathname.replace(/\/+$/, "").replace(/\.git$/, "");
  return layout === undefined || !/^\/[^/]+\/./.test(path)
    ? undefined
    : `${protocol}//${host}${path}${layout}`;
}

function valuesOf({ service, version, commit }: CodeOrigin): Readonly<Record<string, string>> {
  return { service, version, commit, file: "", line: "" };
}

/**
 * The path of a file from the root of its repository. Source maps name files relative to the output, often below a scheme of the
 * bundler; an absolute path needs `root`, the folder that the repository has where the service runs.
 */
export function pathInRepository(file: string, root: string): string | undefined {
  const path = file.replace(/^(?:webpack|rollup|vite|turbopack):\/\/[^/]*\//, "").replace(/^file:\/\//, "");
  const folder = root.replace(/\/+$/, "");
  if (folder !== "" && path.startsWith(`${folder}/`)) return relative(path.slice(folder.length));
  return /^(?:\/|[a-z][a-z+.-]*:)/i.test(path) ? undefined : relative(path);
}

/** Without `.` and `..`; `undefined` when nothing is left. */
function relative(path: string): string | undefined {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return kept.length === 0 ? undefined : kept.join("/");
}

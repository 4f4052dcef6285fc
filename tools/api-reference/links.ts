// Puts the types of the API on the page that uses them, and leads links between pages to their places.

/** A page before its types and links. */
export interface ApiPage {
  /** Path below docs/reference. */
  readonly file: string;
  readonly intro: string;
  /** Each begins with a heading. Links to headings of any page are `#anchor`, others as from docs/reference. */
  readonly sections: readonly string[];
}

/** All parts of the reference. */
export interface ApiParts {
  readonly index: ApiPage;
  readonly pages: readonly ApiPage[];
  /** The section of each type by its name. */
  readonly types: ReadonlyMap<string, string>;
  /** The page of types that several pages use. */
  readonly rest: Omit<ApiPage, "sections">;
}

/** The anchor of a heading. */
export function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

/** The text of each page by its path. */
export function writtenPages({ index, pages, types, rest }: ApiParts): ReadonlyMap<string, string> {
  const owners = ownersOf(pages, types);
  const typesOf = (file: string): readonly string[] =>
    [...types].filter(([name]) => owners.get(name) === file).map(([, section]) => section);
  const withTypes = (page: ApiPage): ApiPage => {
    const own = typesOf(page.file);
    return own.length === 0 ? page : { ...page, sections: [...page.sections, "## Types\n", ...own] };
  };
  const all = [...pages.map(withTypes), { ...rest, sections: typesOf("") }];
  const places = new Map(all.flatMap((page) => anchorsOf(page).map((one) => [one, page.file] as const)));
  // the index has what all pages share
  for (const one of anchorsOf(index)) if (!places.has(one)) places.set(one, index.file);
  return new Map([index, ...all].map((page) => [page.file, textOf(page, places)]));
}

/** The page of each type: the only one that uses it, itself or through another type, else `""`. */
function ownersOf(
  pages: readonly ApiPage[],
  types: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const names = new Map([...types.keys()].map((name) => [anchor(name), name]));
  const usersOf = new Map<string, Set<string>>();
  for (const { file, sections } of pages) {
    const open = [...sections];
    for (let text = open.pop(); text !== undefined; text = open.pop())
      for (const [, target = ""] of text.matchAll(/\]\(#([^)]*)\)/g)) {
        const name = names.get(target);
        if (name === undefined || usersOf.get(name)?.has(file) === true) continue;
        usersOf.set(name, new Set([...(usersOf.get(name) ?? []), file]));
        open.push(types.get(name)!);
      }
  }
  return new Map(
    [...types.keys()].map((name) => {
      const users = [...(usersOf.get(name) ?? [])];
      return [name, users.length === 1 ? users[0]! : ""];
    }),
  );
}

const anchorsOf = ({ sections }: ApiPage): readonly string[] =>
  sections
    .flatMap((section) => [...section.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => anchor(title)))
    .filter((one) => one !== "types");

function textOf({ file, intro, sections }: ApiPage, places: ReadonlyMap<string, string>): string {
  const isBelow = file.includes("/");
  const linkTo = (link: string): string => {
    if (!link.startsWith("#")) return isBelow && !/^[a-z]+:/.test(link) ? `../${link}` : link;
    const place = places.get(link.slice(1));
    if (place === undefined || place === file) return link;
    return (isBelow ? (place.startsWith("api/") ? place.slice(4) : `../${place}`) : place) + link;
  };
  const text = [intro, ...sections].join("\n").replaceAll(/\n{3,}/g, "\n\n");
  return `${text.replaceAll(/\]\(([^)]*)\)/g, (_, link: string) => `](${linkTo(link)})`).trim()}\n`;
}

// The anchors of a page's headings, as GitHub makes them, so that a link works in the repository and on the site.

/** A function that returns the anchor of each heading of one page, in their order; repeated headings are numbered. */
export function createAnchors(): (heading: string) => string {
  const used = new Set<string>();
  return (heading) => {
    const anchor = anchorOf(heading);
    let unique = anchor;
    for (let again = 1; used.has(unique); again += 1) unique = `${anchor}-${again}`;
    used.add(unique);
    return unique;
  };
}

function anchorOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

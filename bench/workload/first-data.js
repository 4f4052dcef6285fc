// Runs inside a page of the console and tells when something was painted first. Plain JavaScript: it is sent to the browser as it is.

const hasRows = () =>
  [...document.querySelectorAll("main tbody tr, main [role=table] [role=row] [role=cell]")].some(
    (row) => row.closest("[aria-hidden=true]") === null,
  );

/** Whether data is on the page, by the kind of its first data. Skeletons are hidden from assistive technology. */
const isShown = {
  rows: hasRows,
  // that nothing differs is an answer, too
  differences: () => hasRows() || /Nothing differs/.test(document.querySelector("main")?.textContent ?? ""),
  spans: () => document.querySelector("main [role=treegrid] [role=row]") !== null,
  map: () => document.querySelector("main button[data-node]") !== null,
  figure: () => /\d \/s/.test(document.querySelector("main")?.textContent ?? ""),
  share: () => /\d %/.test(document.querySelector("main")?.innerText ?? ""),
  outline: () => document.querySelector("main [data-outline], main svg [role=button]") !== null,
  sankey: () => document.querySelector("main svg [role=button]") !== null,
};

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** The time from the navigation to the frame that shows data of `kind`, in ms; fails after two minutes. */
globalThis.firstData = async (kind) => {
  while (!isShown[kind]()) {
    if (performance.now() > 30_000)
      throw new Error(
        `No data of the kind \`${kind}\` was painted: ${document.body.innerText.slice(0, 2000)}`,
      );
    await nextFrame();
  }
  // The frame that has it is painted when the next one begins.
  await nextFrame();
  const [content] = performance.getEntriesByName("first-contentful-paint");
  return { dataMs: performance.now(), paintMs: content?.startTime ?? Number.NaN };
};

// Runs inside the page of a trace and counts its frames. Plain JavaScript: it is sent to the browser as it is.

/** The time from the answer of the API to the first rows on the screen, in ms. */
globalThis.traceShown = new Promise((resolve) => {
  const seen = new MutationObserver(() => {
    if (document.querySelector("[role=treegrid] [role=row]") === null) return;
    seen.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.addEventListener("message", () => {
        const answers = performance
          .getEntriesByType("resource")
          .filter(({ name }) => name.includes("/api/traces/"));
        resolve(performance.now() - Math.max(...answers.map(({ responseEnd }) => responseEnd)));
      });
      channel.port1.start();
      channel.port2.postMessage(null);
    });
  });
  seen.observe(document, { childList: true, subtree: true });
});

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const flameCanvas = () => document.querySelector("canvas[role=img]");

/** Chooses the flame graph; gives its canvas, and the time until it was drawn. */
const showFlame = async () => {
  const begun = performance.now();
  document.querySelector("input[type=radio][value=flame]").click();
  while (flameCanvas() === null || flameCanvas().height < 24) await frame();
  await frame();
  return { canvas: flameCanvas(), shownMs: performance.now() - begun };
};

/**
 * Scrolls, zooms or folds, one step a frame, or zooms the flame graph; gives the time of each frame (of a fold: from the click to its
 * picture).
 */
globalThis.actOnTrace = async (kind) => {
  const flame = kind === "flame" ? await showFlame() : undefined;
  const grid = flame?.canvas ?? document.querySelector("[role=treegrid]");
  const box = grid.getBoundingClientRect();
  const wheel = (deltaX, deltaY, ctrlKey) => {
    const [clientX, clientY] = [box.left + box.width * 0.6, box.top + 200];
    grid.dispatchEvent(
      new WheelEvent("wheel", {
        deltaX,
        deltaY,
        ctrlKey,
        clientX,
        clientY,
        bubbles: true,
        cancelable: true,
      }),
    );
  };
  const steps = {
    scroll: (at) => (grid.scrollTop += at < 200 ? 400 : -2000),
    zoom: (at) => (at % 3 === 2 ? wheel(30, 0, false) : wheel(0, at % 120 < 60 ? -30 : 30, true)),
    flame: (at) => steps.zoom(at),
    fold: () => grid.querySelectorAll("[role=row] button")[1].click(),
  };
  const tasks = [];
  const observer = new PerformanceObserver((list) =>
    tasks.push(...list.getEntries().map(({ duration }) => duration)),
  );
  grid.scrollTop = 0;
  await pause(300);
  observer.observe({ type: "longtask" });
  const framesMs = [];
  let before = await frame();
  for (let at = 0; at < (kind === "fold" ? 20 : 240); at++) {
    if (kind === "fold") await pause(200);
    const begun = performance.now();
    steps[kind](at);
    const now = await frame();
    if (kind === "fold") await pause(0);
    framesMs.push(kind === "fold" ? performance.now() - begun : now - before);
    before = now;
  }
  await pause(100);
  observer.disconnect();
  return { framesMs, longestTaskMs: Math.max(0, ...tasks), shownMs: flame?.shownMs ?? 0 };
};

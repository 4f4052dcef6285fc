// Runs inside a page of the console and measures from a click to progress on the screen. Plain JavaScript: it is sent to the browser as it is.

/** Whether the place of a Sankey shows that its paths are on their way. */
const isShown = () => document.querySelector("main [data-outline]") !== null;

/** The time after the next frame was painted, taken before the page begins other work: that is in a task of a lower priority. */
const afterPaint = () =>
  new Promise((resolve) =>
    requestAnimationFrame(() =>
      scheduler.postTask(() => resolve(performance.now()), { priority: "user-blocking" }),
    ),
  );

/** Waits for the next click. `progress` then is the time from it to the frame that shows progress, in ms. */
globalThis.measureProgress = () => {
  globalThis.progress = new Promise((resolve) => {
    addEventListener(
      "click",
      ({ timeStamp }) => {
        const observer = new MutationObserver(async () => {
          if (!isShown()) return;
          observer.disconnect();
          resolve((await afterPaint()) - timeStamp);
        });
        observer.observe(document, { subtree: true, childList: true, attributes: true });
      },
      { capture: true, once: true },
    );
  });
};

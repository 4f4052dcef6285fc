// How long until a console that was just started takes telemetry?
import { createFolder, startConsole } from "../tools/console-process.ts";
import { answer, figureOf } from "./figure.ts";

const first: number[] = [];
const again: number[] = [];
for (let round = 0; round < 5; round++) {
  const { folder, remove } = createFolder();
  for (const times of [first, again]) {
    const running = await startConsole(folder);
    times.push(running.startMs);
    await running.stop();
  }
  remove();
}

answer({
  question: "Cold start of the console",
  method:
    "From the start of the process to its addresses, which it prints when the store is open and all ports listen. Five times each.",
  figures: [figureOf("on an empty folder", "ms", first), figureOf("on a folder with a store", "ms", again)],
});

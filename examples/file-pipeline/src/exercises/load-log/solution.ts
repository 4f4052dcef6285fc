// Exercise 3, solved: as the pipeline itself does it.
export { loadVolume } from "../../load-volume.ts";

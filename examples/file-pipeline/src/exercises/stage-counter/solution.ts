// Exercise 2, solved: as the pipeline itself does it.
export { runStage } from "../../run-stage.ts";

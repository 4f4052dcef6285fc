// A program with one slow span, which ends by itself.
import { start, trace } from "../../src/index.ts";
import { squareRootsForAWhile } from "./busy.ts";

start({ service: "slow" });
trace("slow", () => squareRootsForAWhile(150));

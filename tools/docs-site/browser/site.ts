// What the pages do with scripts; without them they can be read all the same.
import { startFolds } from "./folds.ts";
import { startSearch } from "./search-box.ts";
import { startThemeButton } from "./theme-button.ts";

startFolds();
const button = document.querySelector<HTMLButtonElement>(".theme");
if (button !== null) startThemeButton(button);
const box = document.querySelector<HTMLElement>(".search");
if (box !== null) startSearch(box);

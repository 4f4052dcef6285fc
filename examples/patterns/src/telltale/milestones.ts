// Milestones as events: `addEvent` marks a moment on the span that is active, however deep inside.
import { addEvent, trace } from "telltale";

function parse(text: string): number[] {
  const numbers = text.split(",").map(Number);
  addEvent("parsed", { "import.numbers": numbers.length });
  return numbers.filter(Number.isFinite);
}

function store(numbers: readonly number[]): number {
  addEvent("stored", { "import.kept": numbers.length });
  return numbers.length;
}

function importFile(text: string): number {
  return trace("import file", () => {
    const numbers = parse(text);
    return store(numbers);
  });
}

export function run(): number {
  return importFile("1,2,x");
}
